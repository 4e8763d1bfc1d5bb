import HTTP
import OCI
public import SystemPackage

/// Chooses the wheels that fulfil a request: it runs a resolver, once, at lock time, and nothing of it afterwards.
public struct WheelsLocker: Sendable {
    let indexes: PythonIndexes
    let fetcher: InputFetcher
    let environment: [String: String]
    let scratch: FilePath

    /// Asks indexes and servers for what a resolver does not tell.
    var client: PythonIndexClient { PythonIndexClient(fetcher.client, indexes: indexes) }

    /// A locker.
    ///
    /// - Parameters:
    ///   - indexes: Where the named indexes are.
    ///   - fetcher: Brings what a wheel is built from, and keeps what is built.
    ///   - environment: What resolvers see: `PATH`, `HOME`, and where it is wanted `SSL_CERT_FILE` and proxies. Their own
    ///     settings of indexes and versions are taken out.
    ///   - scratch: A directory of one's own for the resolver's input files.
    public init(indexes: PythonIndexes, fetcher: InputFetcher, environment: [String: String], scratch: FilePath) {
        self.indexes = indexes
        self.fetcher = fetcher
        self.environment = environment
        self.scratch = scratch
    }

    /// Resolves a request with uv, or with pip where uv is missing, and locks one wheel of each package.
    ///
    /// The wheel is the one that the target wants most (`WheelRanking`). Where a project has none and may be built, its
    /// sdist is built first.
    /// - Throws: `WheelError`, `WheelBuildError`, `HTTPError`, `FileError`.
    public func lock(_ request: WheelsRequest) async throws -> WheelsLock {
        let built = try await build(request)
        let resolved: [ResolvedPackage]
        do {
            if let packages = try await resolveWithUV(request, built: built) {
                resolved = packages
            } else if let packages = try await resolveWithPip(request) {
                resolved = packages
            } else {
                throw WheelError.toolMissing(["uv", "python3 with pip"])
            }
        } catch WheelError.toolFailed(let tool, let status, let message) {
            if let error = try await explanation(of: message, request) { throw error }
            throw WheelError.toolFailed(tool, status: status, message: message)
        }
        let (taken, packages) = try WheelsLocker.split(resolved, request.below)
        let ranking = WheelRanking(request.python)
        let wheels = try await packages.concurrentMap(width: 8) { package in
            guard let wheel = ranking.best(package.wheels, name: \.file) else {
                throw WheelError.noWheel(package.project, version: package.version, request.python)
            }
            if let own = built.first(where: { $0.file == wheel.file && $0.digest == wheel.digest }) { return own }
            return try await runBlocking { try locked(wheel, request) }
        }
        let (standIns, providers) = try WheelsLocker.standIns(request, wheels)
        return try WheelsLock(
            python: request.python, layout: request.layout,
            requested: Set(request.requested).subtracting(taken.map(\.project)), wheels: wheels,
            below: Set(taken).union(providers), standIns: standIns)
    }

    /// What is declared only, in the versions of what stands for it, and which of that lies below.
    private static func standIns(
        _ request: WheelsRequest, _ wheels: [LockedWheel]
    ) throws(WheelError) -> ([ProjectStandIn], providers: [WheelBelow]) {
        var (standIns, providers): ([ProjectStandIn], [WheelBelow]) = ([], [])
        for (project, provider) in request.provided {
            let own = wheels.first { $0.project == provider.project }
            guard let wheel = own ?? request.below.first(where: { $0.project == provider.project }) else {
                throw .providerMissing(provider.project, of: project)
            }
            standIns.append(
                ProjectStandIn(
                    project, providedBy: provider.project, providerVersion: wheel.file.versionText,
                    version: provider.version))
            if own == nil { providers.append(WheelBelow(wheel)) }
        }
        return (standIns, providers)
    }

    /// What layers below hold already, and what is left for this one.
    private static func split(
        _ resolved: [ResolvedPackage], _ below: [LockedWheel]
    ) throws(WheelError) -> ([WheelBelow], [ResolvedPackage]) {
        var taken: [WheelBelow] = []
        var rest: [ResolvedPackage] = []
        for package in resolved {
            guard let wheel = below.first(where: { $0.project == package.project }) else {
                rest.append(package)
                continue
            }
            let held = WheelBelow(wheel)
            guard package.wheels.contains(where: { $0.file.versionText == held.version }) else {
                throw .otherBelow(held, wanted: package.version)
            }
            taken.append(held)
        }
        return (taken, rest)
    }

    /// A chosen wheel with the index that offers it and its size.
    private func locked(_ wheel: ResolvedPackage.Wheel, _ request: WheelsRequest) throws -> LockedWheel {
        let names = request.indexes(of: wheel.file.project)
        // With one index there is no question, and most resolvers tell the size.
        if request.extraIndexes.isEmpty, names.count == 1, case .url = wheel.location, let size = wheel.size {
            return try LockedWheel(file: wheel.file, index: names[0], size: size, digest: wheel.digest)
        }
        for name in names {
            for place in try indexes.places(of: name) {
                let offers = try client.find(wheel.file.text, of: wheel.file.project, in: place)
                guard let offer = offers.first(where: { [nil, wheel.digest].contains($0.digest) }) else { continue }
                var size = offer.size ?? wheel.size
                if size == nil, case .url(let url) = offer.location { size = try client.size(of: url) }
                guard let size else { throw WheelError.page(wheel.file.text, reason: "its size is not told") }
                return try LockedWheel(file: wheel.file, index: name, size: size, digest: wheel.digest)
            }
        }
        throw WheelError.notOffered(wheel.file, names)
    }

    /// What a resolver means that found no wheel of a project, where there is an sdist; nil for all else.
    private func explanation(of message: String, _ request: WheelsRequest) async throws -> WheelError? {
        // uv's own words: "Wheels are required for `jieba` because building from source is disabled".
        guard let match = message.firstMatch(of: /Wheels are required for `([A-Za-z0-9._-]+)`/),
            let project = try? ProjectName(match.1)
        else { return nil }
        let choice = try? await runBlocking { try SourceChoice(project, request: request, asking: client) }
        guard case .source(let source) = choice else { return nil }
        return .onlySource(project, source.file, request.python)
    }
}

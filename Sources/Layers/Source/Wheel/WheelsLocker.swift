public import HTTP
import OCI
public import SystemPackage

/// Chooses the wheels that fulfil a request: it runs a resolver, once, at lock time, and nothing of it afterwards.
public struct WheelsLocker: Sendable {
    let indexes: PythonIndexes
    let environment: [String: String]
    let scratch: FilePath
    private let client: PythonIndexClient

    /// A locker.
    ///
    /// - Parameters:
    ///   - indexes: Where the named indexes are.
    ///   - client: Asks indexes and servers for what a resolver does not tell.
    ///   - environment: What resolvers see: `PATH`, `HOME`, and where it is wanted `SSL_CERT_FILE` and proxies. Their own
    ///     settings of indexes and versions are taken out.
    ///   - scratch: A directory of one's own for the resolver's input files.
    public init(indexes: PythonIndexes, client: HTTPClient, environment: [String: String], scratch: FilePath) {
        self.indexes = indexes
        self.environment = environment
        self.scratch = scratch
        self.client = PythonIndexClient(client, indexes: indexes)
    }

    /// Resolves a request with uv, or with pip where uv is missing, and locks one wheel of each package.
    ///
    /// The wheel is the one that the target wants most (`WheelRanking`).
    /// - Throws: `WheelError`, `HTTPError`, `FileError`.
    public func lock(_ request: WheelsRequest) async throws -> WheelsLock {
        let packages: [ResolvedPackage]
        if let resolved = try await resolveWithUV(request) {
            packages = resolved
        } else if let resolved = try await resolveWithPip(request) {
            packages = resolved
        } else {
            throw WheelError.toolMissing(["uv", "python3 with pip"])
        }
        let ranking = WheelRanking(request.python)
        let wheels = try await packages.concurrentMap(width: 8) { package in
            guard let wheel = ranking.best(package.wheels, name: \.file) else {
                throw WheelError.noWheel(package.project, version: package.version, request.python)
            }
            return try await runBlocking { try locked(wheel, request.indexes) }
        }
        return try WheelsLock(
            python: request.python, scheme: request.scheme, requested: request.requested, wheels: wheels)
    }

    /// A chosen wheel with the index that offers it and its size.
    private func locked(_ wheel: ResolvedPackage.Wheel, _ names: [PythonIndexName]) throws -> LockedWheel {
        // With one index there is no question, and most resolvers tell the size.
        if names.count == 1, case .url = wheel.location, let size = wheel.size {
            return try LockedWheel(file: wheel.file, index: names[0], size: size, digest: wheel.digest)
        }
        for name in names {
            for place in try indexes.places(of: name) {
                guard let offer = try client.find(wheel.file, in: place).first else { continue }
                var size = offer.size ?? wheel.size
                if size == nil, case .url(let url) = offer.location { size = try client.size(of: url) }
                guard let size else { throw WheelError.page(wheel.file.text, reason: "its size is not told") }
                return try LockedWheel(file: wheel.file, index: name, size: size, digest: wheel.digest)
            }
        }
        throw WheelError.notOffered(wheel.file, names)
    }
}

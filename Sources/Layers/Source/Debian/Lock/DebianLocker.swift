import Archive
public import HTTP
import OCI
public import SystemPackage

/// Resolves the names of a request to content: from the keyring over signed releases and indexes to digests.
public struct DebianLocker: Sendable {
    /// Where the archives are to be had, by name, in the order they are tried.
    public let mirrors: [String: [HTTPURL]]
    /// Fetches.
    public let client: HTTPClient
    /// A directory for what gpgv reads and writes.
    public let scratch: FilePath
    /// The recipe's epoch, at which releases must be valid.
    public let epoch: Moment
    /// The releases that were believed before; nil where none is refused for being older.
    public let history: DebianHistory?
    /// Reads the control data of a package that is installed below and that no index has any more.
    public let control: ControlReader

    /// Reads the control data out of a locked package.
    public typealias ControlReader = @Sendable (DebianLock, DebianLock.Package) async throws -> ControlParagraph

    /// A locker from its parts.
    public init(
        mirrors: [String: [HTTPURL]], client: HTTPClient, scratch: FilePath, epoch: Moment,
        history: DebianHistory? = nil,
        control: @escaping ControlReader = { throw DebianLockError.movedOn(package: $1.name.text, digest: $1.digest) }
    ) {
        self.mirrors = mirrors
        self.client = client
        self.scratch = scratch
        self.epoch = epoch
        self.history = history
        self.control = control
    }

    /// Locks a request.
    ///
    /// - Throws: ``DebianLockError``, ``SignatureError``, ``DebianResolutionError``, ``ControlError``.
    public func lock(_ request: DebianRequest) async throws -> DebianLock {
        let (packages, suites) = try await load(request)
        let installed = try await installed(request, in: packages)
        return try await runBlocking {
            try DebianLock(request, from: packages, suites: suites, installed: installed)
        }
    }

    /// All packages that the request's suites offer, and what was believed to know them.
    func load(_ request: DebianRequest) async throws -> (DebianPackages, [DebianLock.Suite]) {
        guard !request.archives.isEmpty else { throw DebianLockError.noArchives }
        let wanted = request.archives.flatMap { archive in archive.suites.map { (archive, $0) } }
        let loaded = try await wanted.concurrentMap(width: 4) { archive, suite in
            try await load(suite, of: archive, architecture: request.architecture)
        }
        let sources = loaded.flatMap(\.sources)
        let packages = try await runBlocking {
            DebianPackages(sources, policy: request.policy, architecture: request.architecture)
        }
        return (packages, loaded.map(\.suite))
    }

    /// What the Debian layers below hold, as the indexes describe it, or the packages themselves.
    private func installed(_ request: DebianRequest, in packages: DebianPackages) async throws -> [DebianPackage] {
        let below = request.below.flatMap { lock in lock.packages.map { (lock, $0) } }
        return try await below.concurrentMap(width: 4) { lock, package in
            if let known = try packages.package(package.name, digest: package.digest) { return known }
            return try DebianPackage(try await control(lock, package), package, native: request.architecture)
        }
    }

    private struct Loaded: Sendable {
        let suite: DebianLock.Suite
        let sources: [DebianPackages.Source]
    }

    private func load(
        _ suite: DebianSuite, of archive: DebianArchive, architecture: DebianArchitecture
    ) async throws -> Loaded {
        let document = try await fetchRelease(of: suite, archive)
        let signed = try await SignedText(
            verifying: document.bytes, signature: document.signature, name: document.url, keyring: archive.keyring,
            scratch: scratch)
        let release: DebianRelease
        do {
            release = try DebianRelease(parsing: signed.bytes)
            try release.check(
                suite: suite, epoch: archive.checksValidUntil ? epoch : nil,
                notBefore: history?.floor(archive: archive.name, suite: suite, epoch: epoch))
        } catch { throw DebianLockError.release(archive: archive.name, url: document.url, error) }
        var indexes: [DebianLock.Index] = []
        var sources: [DebianPackages.Source] = []
        for (component, path) in indexPaths(of: suite, archive, architecture, in: release) {
            let (index, file) = try await loadIndex(path, release, suite, archive)
            indexes.append(index)
            let origin = DebianOrigin(
                archive: archive.name, suite: suite.text, releaseNames: release.names, component: component,
                defaultPriority: release.defaultPriority)
            sources.append(DebianPackages.Source(origin: origin, file: file))
        }
        let locked = DebianLock.Suite(
            archive: archive.name, name: suite, release: Digest(of: document.bytes), date: release.date,
            validUntil: release.validUntil, signers: signed.signers, indexes: indexes)
        return Loaded(suite: locked, sources: sources)
    }

    /// The indexes to read, below the suite's directory: one a component, and that of `all` where packages of `all` are apart;
    /// in a flat repository there is one for everything.
    private func indexPaths(
        of suite: DebianSuite, _ archive: DebianArchive, _ architecture: DebianArchitecture, in release: DebianRelease
    ) -> [(component: String?, path: String)] {
        if suite.isFlat { return [(nil, "Packages")] }
        return archive.components.flatMap { component in
            let all = "\(component)/binary-all/Packages"
            let hasAll = release.hasArchitectureAllIndex && release.files[all] != nil
            return [(component, "\(component)/binary-\(architecture)/Packages")] + (hasAll ? [(component, all)] : [])
        }
    }

    private func loadIndex(
        _ path: String, _ release: DebianRelease, _ suite: DebianSuite, _ archive: DebianArchive
    ) async throws -> (DebianLock.Index, PackagesFile) {
        guard let plain = release.files[path],
            let suffix = [".xz", ".gz", ""].first(where: { release.files[path + $0] != nil }),
            let file = release.files[path + suffix]
        else { throw DebianLockError.noIndex(suite: suite.text, path: path) }
        guard file.size <= ExpandedDocument.maximumSize else {
            throw DebianLockError.index(
                suite: suite.text, path: path, reason: "its Release says that it has \(file.size) bytes")
        }
        let place: String
        if release.hasByHash {
            // Under its digest a file stays when the suite moves on between two requests.
            let directory = path.split(separator: "/").dropLast().map { "\($0)/" }.joined()
            place = "\(directory)by-hash/SHA256/\(file.digest.hex)"
        } else {
            place = path + suffix
        }
        let document = try await fetch(
            suite.directory + place, of: archive, limit: Int(file.size), digest: file.digest)
        let parsed = try await runBlocking {
            do {
                let bytes = suffix.isEmpty ? document : try ExpandedDocument.expand(document, size: plain.size)
                let actual = suffix.isEmpty ? file.digest : Digest(of: bytes)
                guard actual == plain.digest else {
                    throw DebianLockError.content(url: path, expected: plain.digest, actual: actual)
                }
                return try PackagesFile(parsing: bytes)
            } catch let error as DebianLockError {
                throw error
            } catch {
                throw DebianLockError.index(suite: suite.text, path: path, reason: "\(error)")
            }
        }
        return (DebianLock.Index(path: path + suffix, size: file.size, digest: file.digest), parsed)
    }
}

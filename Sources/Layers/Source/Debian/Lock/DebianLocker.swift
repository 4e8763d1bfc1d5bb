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
    /// A directory for what gpgv writes.
    public let scratch: FilePath
    /// The time that releases must be valid at.
    public let now: Moment

    /// A locker from its parts.
    public init(mirrors: [String: [HTTPURL]], client: HTTPClient, scratch: FilePath, now: Moment) {
        self.mirrors = mirrors
        self.client = client
        self.scratch = scratch
        self.now = now
    }

    /// Locks a request.
    ///
    /// - Parameter previous: The lock that is replaced; releases older than its own are refused, since an archive never goes
    ///   back.
    /// - Throws: ``DebianLockError``, ``SignatureError``, ``DebianResolutionError``, ``ControlError``.
    public func lock(_ request: DebianRequest, replacing previous: DebianLock? = nil) async throws -> DebianLock {
        let (packages, suites) = try await load(request, previous)
        return try DebianLock(request, from: packages, suites: suites)
    }

    /// All packages that the request's suites offer, and what was believed to know them.
    func load(
        _ request: DebianRequest, _ previous: DebianLock? = nil
    ) async throws -> (DebianPackages, [DebianLock.Suite]) {
        guard !request.archives.isEmpty else { throw DebianLockError.noArchives }
        let wanted = request.archives.flatMap { archive in archive.suites.map { (archive, $0) } }
        let loaded = try await wanted.concurrentMap(width: 4) { archive, suite in
            let seen = previous?.suites.first { $0.archive == archive.name && $0.name == suite }?.date
            return try await load(suite, of: archive, architecture: request.architecture, notBefore: seen)
        }
        let packages = DebianPackages(loaded.flatMap(\.sources), architecture: request.architecture)
        return (packages, loaded.map(\.suite))
    }

    private struct Loaded: Sendable {
        let suite: DebianLock.Suite
        let sources: [DebianPackages.Source]
    }

    private func load(
        _ suite: String, of archive: DebianArchive, architecture: DebianArchitecture, notBefore: Moment?
    ) async throws -> Loaded {
        let directory = "dists/\(suite)"
        let document = try await fetch("\(directory)/InRelease", of: archive, limit: SignedText.limit)
        let signed = try await SignedText(
            verifying: document, name: "\(archive.name)/\(directory)/InRelease", keyring: archive.keyring,
            scratch: scratch)
        let release: DebianRelease
        do {
            release = try DebianRelease(parsing: signed.bytes)
            try release.check(suite: suite, now: now, notBefore: notBefore)
        } catch { throw DebianLockError.release(suite: suite, error) }
        var indexes: [DebianLock.Index] = []
        var sources: [DebianPackages.Source] = []
        for component in archive.components {
            var architectures = [architecture]
            let all = "\(component)/binary-all/Packages"
            if release.hasArchitectureAllIndex, release.files[all] != nil { architectures.append(.all) }
            for architecture in architectures {
                let (index, file) = try await loadIndex(
                    "\(component)/binary-\(architecture)/Packages", release, suite, archive)
                indexes.append(index)
                sources.append(DebianPackages.Source(archive: archive.name, file: file, pin: release.pin))
            }
        }
        let locked = DebianLock.Suite(
            archive: archive.name, name: suite, release: Digest(of: document), date: release.date,
            signers: signed.signers, indexes: indexes)
        return Loaded(suite: locked, sources: sources)
    }

    private func loadIndex(
        _ path: String, _ release: DebianRelease, _ suite: String, _ archive: DebianArchive
    ) async throws -> (DebianLock.Index, PackagesFile) {
        guard let plain = release.files[path],
            let suffix = [".xz", ".gz", ""].first(where: { release.files[path + $0] != nil }),
            let file = release.files[path + suffix]
        else { throw DebianLockError.noIndex(suite: suite, path: path) }
        let place: String
        if release.hasByHash {
            // Under its digest a file stays when the suite moves on between two requests.
            let directory = path.split(separator: "/").dropLast().joined(separator: "/")
            place = "dists/\(suite)/\(directory)/by-hash/SHA256/\(file.digest.hex)"
        } else {
            place = "dists/\(suite)/\(path)\(suffix)"
        }
        guard file.size <= ExpandedDocument.maximumSize else {
            throw DebianLockError.index(
                suite: suite, path: path, reason: "its Release says that it has \(file.size) bytes")
        }
        let document = try await fetch(place, of: archive, limit: Int(file.size), digest: file.digest)
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
                throw DebianLockError.index(suite: suite, path: path, reason: "\(error)")
            }
        }
        return (DebianLock.Index(path: path + suffix, size: file.size, digest: file.digest), parsed)
    }

    /// A document from the first mirror that has it, with the right content where that is known.
    private func fetch(
        _ path: String, of archive: DebianArchive, limit: Int, digest: Digest? = nil
    ) async throws -> [UInt8] {
        guard let bases = mirrors[archive.name], !bases.isEmpty else {
            throw DebianLockError.noMirror(archive: archive.name)
        }
        return try await runBlocking { [client] in
            var reasons: [String] = []
            for base in bases {
                do {
                    let url = try base.appending(path: path)
                    let document = try client.fetch(url, limit: limit)
                    guard let digest else { return document }
                    let actual = Digest(of: document)
                    guard actual == digest else {
                        throw DebianLockError.content(url: url.redacted, expected: digest, actual: actual)
                    }
                    return document
                } catch { reasons.append("\(error)") }
            }
            throw DebianLockError.everyMirrorFailed(archive: archive.name, path: path, reasons: reasons)
        }
    }
}

import Archive
import HTTP
import OCI
import SystemPackage
import TestSupport

@testable import Layers

/// Debian as this machine sees it: apt's own sources, loaded once for all tests, and packages fetched once for all runs.
enum DebianHost {
    static let client = HTTPClient(HTTPOptions(userAgent: "imagesmith-tests/1"))

    static func archives() throws -> [DebianArchive] {
        let suites = try suites()
        return [
            try DebianArchive(name: "debian", suites: [suites.main, "\(suites.main)-updates"]),
            try DebianArchive(name: "debian-security", suites: ["\(suites.main)-security"]),
        ]
    }

    /// The sources in apt's configuration.
    static func sources() throws -> [AptSource] {
        var files: [(name: String, text: String)] = []
        for path in [FilePath("/etc/apt/sources.list")] where try path.status() != nil {
            files.append((path.string, String(decoding: try path.read(limit: 1 << 20), as: UTF8.self)))
        }
        let parts = FilePath("/etc/apt/sources.list.d")
        for name in try parts.entries() where name.string.hasSuffix(".list") || name.string.hasSuffix(".sources") {
            files.append((name.string, String(decoding: try parts.appending(name).read(limit: 1 << 20), as: UTF8.self)))
        }
        return AptSource.parse(files: files)
    }

    static func mirrors() throws -> [String: [HTTPURL]] {
        let sources = try sources()
        return Dictionary(try archives().map { ($0.name, $0.addresses(in: sources)) }) { first, _ in first }
    }

    static func request(_ names: [String]) throws -> DebianRequest {
        DebianRequest(archives: try archives(), packages: try names.map { try DebianWish(parsing: $0) })
    }

    static func locker(scratch: FilePath) throws -> DebianLocker {
        DebianLocker(mirrors: try mirrors(), client: client, scratch: scratch, epoch: Moment(seconds: 0))
    }

    /// What the suites offer, fetched once.
    static let loaded = Task {
        try await withTemporaryDirectory { scratch in
            try await locker(scratch: scratch).load(try request(["apt"]))
        }
    }

    /// The packages' files, kept between runs under their digests.
    static func fetch(_ lock: DebianLock) async throws -> [Digest: FilePath] {
        let cache = FilePath("/tmp/imagesmith-test-debs")
        try cache.createDirectories()
        let mirrors = try mirrors()
        let pairs = try await lock.packages.concurrentMap(width: 4) { package in
            try await runBlocking {
                let path = cache.appending(package.digest.hex)
                if try path.status()?.size == package.size { return (package.digest, path) }
                guard let base = mirrors[package.archive]?.first else { throw Errno.noSuchFileOrDirectory }
                try path.replace(with: try client.fetch(base.appending(path: package.path), limit: Int(package.size)))
                return (package.digest, path)
            }
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// The release that the machine's own sources name.
    private static func suites() throws -> (main: String, all: [String]) {
        let all = try sources().flatMap(\.suites)
        guard let main = all.first(where: { !$0.contains("-") && !$0.contains("/") }) else {
            throw Tool.Failure.missing(name: "a Debian suite in apt's sources", package: "apt")
        }
        return (main, all)
    }
}

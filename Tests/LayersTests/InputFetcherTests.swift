import HTTP
@testable import Layers
import OCI
import SystemPackage
import TestSupport
import Testing

struct InputFetcherTests {
    private static let content = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 8) }
    private static let digest = Digest(of: content)

    private static func input(_ origin: LockedInput.Origin, name: String = "x.deb") -> LockedInput {
        LockedInput(name: name, digest: digest, size: Int64(content.count), origin: origin)
    }

    private static let archived = input(.archive(name: "debian", path: "pool/main/x.deb"))

    /// The ways in which a server gives something else than the input.
    enum Fault: String, CaseIterable, Sendable {
        case wrongDigest, tooShort, tooLong, truncated, notFound, dropped, empty

        var response: LoopbackServer.Response {
            switch self {
            case .wrongDigest: .init(body: InputFetcherTests.content.reversed())
            case .tooShort: .init(body: InputFetcherTests.content.dropLast())
            case .tooLong: .init(body: InputFetcherTests.content + [0])
            case .truncated: .init(body: InputFetcherTests.content, delivery: .truncated(after: 5000))
            case .notFound: .status(404, "no such file")
            case .dropped: .init(delivery: .dropped)
            case .empty: .init(body: [])
            }
        }
    }

    private static func mirrors(_ servers: [LoopbackServer]) throws -> Mirrors {
        Mirrors(archives: ["debian": try servers.map { try HTTPURL($0.origin) }])
    }

    @Test func `fetches from an archive and from an address, once`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let server = try LoopbackServer(["/pool/main/x.deb": { .file(Self.content, for: $0) }])
            let fetcher = fixture.fetcher(try Self.mirrors([server]))
            let byURL = Self.input(.url(server.url("/pool/main/x.deb")))
            let found = try await fetcher.fetch([Self.archived, byURL, Self.archived])
            #expect(found == [Self.digest: fixture.cache.path(of: Self.digest)])
            #expect(try fixture.cache.path(of: Self.digest).read(limit: 1 << 20) == Self.content)
            #expect(try await fetcher.fetch([byURL]) == found)
            #expect(server.requests.count == 1)
            #expect(try await fixture.fetcher(isOffline: true).fetch([Self.archived]) == found)
            #expect(try fixture.cached() == [Self.digest.hex])
        }
    }

    @Test func `fetches anew what lies damaged in the cache`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let server = try LoopbackServer(["/pool/main/x.deb": { .file(Self.content, for: $0) }])
            let path = fixture.cache.path(of: Self.digest)
            try path.replace(with: Self.content.reversed())
            #expect(try await fixture.fetcher(Self.mirrors([server])).fetch([Self.archived]) == [Self.digest: path])
            #expect(try path.read(limit: 1 << 20) == Self.content)
            try path.replace(with: Self.content.reversed())
            await #expect(throws: FetchError.offline(Self.archived)) {
                try await fixture.fetcher(isOffline: true).fetch([Self.archived])
            }
        }
    }

    @Test func `leaves the check of what the cache has to those who read it, never of what is fetched`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let path = fixture.cache.path(of: Self.digest)
            func fetch(_ fetcher: InputFetcher) async throws -> [Digest: FilePath] {
                try await fetcher.fetch([Self.archived], unchecked: [Self.digest])
            }
            try path.replace(with: Self.content.reversed())
            #expect(try await fetch(fixture.fetcher(isOffline: true)) == [Self.digest: path])
            try path.replace(with: Self.content.dropLast())
            await #expect(throws: FetchError.offline(Self.archived)) {
                try await fetch(fixture.fetcher(isOffline: true))
            }
            let bad = try LoopbackServer { _ in Fault.wrongDigest.response }
            await #expect(throws: FetchError.self) { try await fetch(fixture.fetcher(Self.mirrors([bad]))) }
            let good = try LoopbackServer(["/pool/main/x.deb": { .file(Self.content, for: $0) }])
            #expect(try await fetch(fixture.fetcher(Self.mirrors([good]))) == [Self.digest: path])
            #expect(try path.read(limit: 1 << 20) == Self.content)
        }
    }

    @Test(arguments: Fault.allCases)
    func `keeps nothing of what is not the input, and takes the next mirror`(fault: Fault) async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let bad = try LoopbackServer { _ in fault.response }
            let good = try LoopbackServer(["/pool/main/x.deb": { .file(Self.content, for: $0) }])
            let error = await #expect(throws: FetchError.self) {
                try await fixture.fetcher(Self.mirrors([bad])).fetch([Self.archived])
            }
            guard case .everySourceFailed(Self.archived, let reasons) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reasons.count == 1)
            #expect(
                error?.description == "cannot fetch x.deb (\(Self.digest), 100000 bytes); tried 1: \(reasons[0])"
                    + ". If the mirrors dropped it, lock the recipe anew")
            #expect(try fixture.cached() == [])
            let found = try await fixture.fetcher(Self.mirrors([bad, good])).fetch([Self.archived])
            #expect(try found[Self.digest]?.read(limit: 1 << 20) == Self.content)
            #expect(try fixture.cached() == [Self.digest.hex])
        }
    }

    @Test func `says that nobody listens, that no mirror is known and that the network is forbidden`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let nobody = Mirrors(archives: ["debian": [try HTTPURL("http://127.0.0.1:1")]])
            let error = await #expect(throws: FetchError.self) {
                try await fixture.fetcher(nobody).fetch([Self.archived])
            }
            #expect(error?.description.contains("http://127.0.0.1:1/pool/main/x.deb") == true)
            await #expect(throws: FetchError.noMirror(kind: "Debian archive", name: "debian")) {
                try await fixture.fetcher().fetch([Self.archived])
            }
            #expect(
                FetchError.noMirror(kind: "Debian archive", name: "debian").description
                    == "no address is known for the Debian archive 'debian'; give one with --mirror debian=URL")
            let server = try LoopbackServer { _ in .init(body: Self.content) }
            for input in [Self.archived, Self.input(.url(server.url("/x")))] {
                await #expect(throws: FetchError.offline(input)) {
                    try await fixture.fetcher(Self.mirrors([server]), isOffline: true).fetch([input])
                }
            }
            #expect(server.requests.isEmpty)
            #expect(try fixture.cached() == [])
        }
    }

    @Test func `takes a wheel from a directory, without a network too`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let name = "m-1.0-py3-none-any.whl"
            let wheel = Self.input(.index(name: "pypi", project: "m", file: name), name: name)
            let places = try PythonIndexes([PythonIndexName("pypi"): [.directory(directory.appending("wheels"))]])
            let fetcher = fixture.fetcher(Mirrors(indexes: places), isOffline: true)
            await #expect(throws: FetchError.offline(wheel)) { try await fetcher.fetch([wheel]) }
            let file = directory.appending("wheels").appending(name)
            try directory.appending("wheels").createDirectories()
            try file.replace(with: Self.content.reversed())
            await #expect(throws: FetchError.offline(wheel)) { try await fetcher.fetch([wheel]) }
            #expect(try fixture.cached() == [])
            try file.replace(with: Self.content)
            #expect(try await fetcher.fetch([wheel]) == [Self.digest: fixture.cache.path(of: Self.digest)])
            #expect(try fixture.cached() == [Self.digest.hex])
        }
    }

    @Test func `reads a local file where it is and says when it is another or gone`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let path = directory.appending("local")
            let local = Self.input(.local(path), name: "models/local")
            let fetcher = fixture.fetcher(isOffline: true)
            await #expect(throws: FetchError.missingFile(path, input: "models/local")) {
                try await fetcher.fetch([local])
            }
            try path.replace(with: Self.content)
            #expect(try await fetcher.fetch([local]) == [Self.digest: path])
            try path.replace(with: [1])
            await #expect(throws: FetchError.localChanged(path, expected: Self.digest, actual: Digest(of: [1]))) {
                try await fetcher.fetch([local])
            }
            #expect(
                FetchError.localChanged("a", expected: Digest(of: []), actual: Digest(of: [1])).description
                    == "a has the digest \(Digest(of: [1])), the lock says \(Digest(of: [])); "
                    + "if the change is meant, lock the recipe anew")
            #expect(try fixture.cached() == [])
        }
    }

    @Test func `never leaves the archive's address by a path`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let server = try LoopbackServer { _ in .init(body: Self.content) }
            for path in ["../x", "pool/../../x", "/x", "//other.example/x", "http://other.example/x", "a?b", ""] {
                let input = Self.input(.archive(name: "debian", path: path))
                let mirrors = Mirrors(archives: ["debian": [try HTTPURL(server.url("/debian/"))]])
                _ = try? await fixture.fetcher(mirrors).fetch([input])
            }
            #expect(server.requests.allSatisfy { $0.path.hasPrefix("/debian/") }, "\(server.requests.map(\.path))")
        }
    }
}

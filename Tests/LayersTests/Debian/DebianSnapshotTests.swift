import HTTP
import OCI
import SystemPackage
import TestSupport
import Testing

@testable import Layers

/// Locked packages survive that mirrors drop them.
struct DebianSnapshotTests {
    private static let deb = Array("what the package holds".utf8)
    private static let path = "pool/a/a1_1_amd64.deb"
    private static let packages = """
        Package: a1
        Version: 1
        Architecture: amd64
        Filename: \(path)
        Size: \(deb.count)
        SHA256: \(Digest(of: deb).hex)

        """

    /// A lock of two suites, of which the later is of 10:16:37, on an archive that still has the package.
    private func withLock(
        _ body: (SmallArchive, DebianLock, StoreFixture) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let archive = try await SmallArchive(in: directory)
            try await archive.publish(Self.packages)
            try await archive.publish(
                Self.packages, suite: "s0", date: "Fri, 10 Jul 2026 00:00:00 UTC", at: "/d/dists/s0/")
            archive.put(Self.deb, at: "/d/\(Self.path)")
            let wanted = try DebianArchive(
                name: "small", suites: ["s0", "s1"], keyring: archive.keyring, snapshots: "older")
            let lock = try await archive.locker(["small": ["/d"]], scratch: directory).lock(
                DebianRequest(archives: [wanted], packages: [DebianWish(parsing: "a1")]))
            let written = try DebianLock(JSONField(JSON(parsing: lock.json.canonical())))
            #expect(written == lock && lock.snapshots == ["small": "older"])
            try await body(archive, written, StoreFixture(in: directory))
            try await archive.finish()
        }
    }

    private func fetch(
        _ lock: DebianLock, _ archive: SmallArchive, _ fixture: StoreFixture, mirrors: [String: [String]]
    ) async throws -> [UInt8] {
        let table = Mirrors(archives: try mirrors.mapValues { try $0.map { try archive.url($0) } })
        let found = try await fixture.fetcher(table).fetch(lock.inputs)
        return try #require(try found[Digest(of: Self.deb)]?.read(limit: 1 << 20))
    }

    /// The moments at which the package may be in the snapshots: the later suite's, and a day after it.
    private static let places = ["20260711T101637Z", "20260712T101637Z"].map { "/older/\($0)/\(path)" }

    @Test(arguments: places)
    func `a package that the mirror dropped comes from the snapshots`(place: String) async throws {
        try await withLock { archive, lock, fixture in
            let mirrors = ["small": ["/d"], "older": ["/older"]]
            archive.put(Self.deb, at: place)
            #expect(try await fetch(lock, archive, fixture, mirrors: mirrors) == Self.deb)
            // While the mirror has it nobody else is asked.
            #expect(archive.requested.isDisjoint(with: Self.places))
            try fixture.cache.path(of: Digest(of: Self.deb)).remove()
            archive.remove("/d/\(Self.path)")
            #expect(try await fetch(lock, archive, fixture, mirrors: mirrors) == Self.deb)
            #expect(archive.requested.contains(place))
        }
    }

    @Test func `a package that every mirror has with other bytes comes from the snapshots`() async throws {
        try await withLock { archive, lock, fixture in
            archive.put(Self.deb.reversed(), at: "/d/\(Self.path)")
            archive.put(Self.deb, at: Self.places[0])
            let bytes = try await fetch(lock, archive, fixture, mirrors: ["small": ["/d"], "older": ["/older"]])
            #expect(bytes == Self.deb)
            #expect(try fixture.cached() == [Digest(of: Self.deb).hex])
        }
    }

    @Test func `a package that nobody has is named with every place that was tried`() async throws {
        try await withLock { archive, lock, fixture in
            archive.put(Self.deb.reversed(), at: "/d/\(Self.path)")
            archive.put(Self.deb.dropLast(), at: Self.places[1])
            let error = await #expect(throws: FetchError.self) {
                try await fetch(lock, archive, fixture, mirrors: ["small": ["/d"], "older": ["/older"]])
            }
            let digest = Digest(of: Self.deb)
            #expect(
                error?.description == """
                    cannot fetch a1 1 (\(digest), 22 bytes); tried 3: a1 1 from \(archive.text("/d/\(Self.path)")) has the \
                    digest \(Digest(of: Self.deb.reversed())) where \(digest) is expected; fetching \
                    \(archive.text(Self.places[0])): the server answered 404; check the address; a1 1 from \
                    \(archive.text(Self.places[1])) has 21 bytes where 22 are expected. Mirrors drop what no suite names any \
                    more; name one that keeps it with --mirror older=URL, or lock the recipe anew
                    """)
            let left = try fixture.cached() + fixture.blobs().keys
            #expect(left == [])
        }
    }

    @Test func `snapshots alone will do, and without any address the archive is named`() async throws {
        try await withLock { archive, lock, fixture in
            await #expect(throws: FetchError.noMirror(kind: "Debian archive", name: "small")) {
                try await fetch(lock, archive, fixture, mirrors: [:])
            }
            archive.put(Self.deb, at: Self.places[0])
            let bytes = try await fetch(lock, archive, fixture, mirrors: ["older": ["/older"]])
            #expect(bytes == Self.deb)
        }
    }

    @Test func `Debian's own archives have snapshots by name, and a lock does not spell them out`() throws {
        #expect(try DebianArchive(name: "debian", suites: ["s"]).snapshots == "snapshot-debian")
        #expect(try DebianArchive(name: "debian-security", suites: ["s"]).snapshots == "snapshot-debian-security")
        #expect(try DebianArchive(name: "vendor", suites: ["s"]).snapshots == nil)
        #expect(throws: DebianNameError.archive("A")) { try DebianArchive(name: "a", suites: ["s"], snapshots: "A") }
        let zeros = String(repeating: "0", count: 64)
        let text = """
            {"architecture":"amd64","packages":[{"architecture":"amd64","archive":"debian","digest":"sha256:\(zeros)",\
            "name":"a1","path":"pool/a1","reason":"requested","size":10,"version":"1"}],"recommends":false,\
            "requested":["a1"],"suites":[{"archive":"debian","date":"2026-07-11T10:16:37Z","indexes":[],"name":"s",\
            "release":"sha256:\(zeros)","signers":["\(String(repeating: "A", count: 40))"]}]}
            """
        let lock = try DebianLock(JSONField(JSON(parsing: Array(text.utf8))))
        #expect(String(decoding: lock.json.canonical(), as: UTF8.self) == text)
        let moment = try #require(Moment("2026-07-11T10:16:37Z"))
        #expect(
            lock.inputs.map(\.origin) == [
                .archive(
                    name: "debian", path: "pool/a1",
                    snapshot: DebianSnapshot(archive: "snapshot-debian", moment: moment))
            ])
    }
}

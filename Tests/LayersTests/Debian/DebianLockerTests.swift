import OCI
import SystemPackage
import TestSupport
import Testing

@testable import Layers

struct DebianLockerTests {
    private static let zeros = String(repeating: "0", count: 64)
    private static let packages = """
        Package: a1
        Version: 1:1.0+x-1
        Architecture: amd64
        Depends: b1
        Filename: pool/a/a1_1.0+x-1_amd64.deb
        Size: 10
        SHA256: \(zeros)

        Package: b1
        Version: 2
        Architecture: all
        Filename: pool/b/b1_2_all.deb
        Size: 20
        SHA256: \(zeros)

        """

    @Test func `locks, refuses what is wrong, and goes back to what is right`() async throws {
        try await withTemporaryDirectory { directory in
            let archive = try await SmallArchive(in: directory)
            try await archive.publish(Self.packages)
            let lock = try await archive.lock(["a1"], scratch: directory)
            #expect(lock.packages.map(\.name.text) == ["a1", "b1"])
            #expect(lock.packages.map(\.reason.description) == ["requested", "needed by a1"])
            #expect(lock.suites.map(\.date.description) == ["2026-07-11T10:16:37Z"])
            #expect(try DebianLock(JSONField(lock.json)) == lock)
            #expect(try DebianLock(JSONField(JSON(parsing: lock.json.canonical()))) == lock)
            #expect(lock.inputs.map(\.origin)[0] == .archive(name: "small", path: "pool/a/a1_1.0+x-1_amd64.deb"))
            try await refuse(archive, directory, previous: lock)
            try await archive.publish(Self.packages)
            let history = DebianHistory([lock], epoch: Moment(seconds: 1_790_000_000))
            #expect(try await archive.lock(["a1"], after: history, scratch: directory).packages == lock.packages)
            try await archive.finish()
        }
    }

    private func refuse(_ archive: SmallArchive, _ directory: FilePath, previous: DebianLock) async throws {
        func failure(
            epoch: Int64 = 1_790_000_000, _ publish: () async throws -> Void
        ) async throws -> String {
            try await publish()
            let history = DebianHistory([previous], epoch: Moment(seconds: 1_790_000_000))
            do {
                _ = try await archive.lock(["a1"], epoch: epoch, after: history, scratch: directory)
                return "locked"
            } catch { return "\(error)" }
        }
        let text = Self.packages
        let other = try await Tool("xz", package: "xz-utils")("-c", input: Array((text + "\n").utf8))
        #expect(
            try await failure { try await archive.publish(text, served: other) }.contains("the signed Release says"))
        #expect(
            try await failure { try await archive.publish(text, size: 10) }
                .hasSuffix("it expands to at least \(text.utf8.count) bytes where 10 are announced"))
        #expect(
            try await failure { try await archive.publish(text, size: 100_000) }
                .hasSuffix("it expands to \(text.utf8.count) bytes where 100000 are announced"))
        #expect(
            try await failure { try await archive.publish(text, suite: "s2") }
                .hasSuffix("for the archive 'small': the suite 's1' was asked for, but the Release is of 's2'"))
        let old = "Sat, 11 Jul 2026 10:16:36 UTC"
        #expect(try await failure { try await archive.publish(text, date: old) }.contains("older than the one locked"))
        let until = "Valid-Until: Sun, 12 Jul 2026 10:16:37 UTC\n"
        #expect(
            try await failure { try await archive.publish(text, fields: until) }.contains("was valid until 2026-07-12"))
        #expect(try await failure(epoch: 1_783_764_998) { try await archive.publish(text, fields: until) } == "locked")
        #expect(
            try await failure { archive.put(Array("x".utf8), at: "/d/dists/s1/InRelease") }.contains("gpgv says NODATA")
        )
    }

    @Test(arguments: [
        ("\"architecture\"", "\"Architecture\"", "'Architecture' is not a known key"),
        ("pool/b/b1_2", "../b/b1_2", "'packages[1].path': it is no path below an archive"),
        ("\"name\":\"b1\"", "\"name\":\"a1\"", "'packages': the packages are not sorted by name, or one stands twice"),
        ("\"size\":20", "\"size\":-1", "'packages[1].size': it is no size"),
        ("needed by a1", "needed by", "'packages[1].reason': 'needed by' is not a relation between Debian packages"),
    ])
    func `refuses a lock that is not as it was written`(old: String, new: String, message: String) throws {
        let text = """
            {"architecture":"amd64","packages":[{"architecture":"amd64","archive":"d","digest":"sha256:\(Self.zeros)",\
            "name":"a1","path":"pool/a1","reason":"requested","size":10,"version":"1"},{"architecture":"all","archive":"d",\
            "digest":"sha256:\(Self.zeros)","name":"b1","path":"pool/b/b1_2","reason":"needed by a1","size":20,\
            "version":"2"}],"recommends":false,"requested":["a1"],"suites":[]}
            """
        let lock = try DebianLock(JSONField(JSON(parsing: Array(text.utf8))))
        #expect(String(decoding: lock.json.canonical(), as: UTF8.self) == text)
        let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
        try #require(parts.count == 2)
        let changed = Array("\(parts[0])\(new)\(parts[1])".utf8)
        do {
            _ = try DebianLock(JSONField(JSON(parsing: changed)))
            Issue.record("taken")
        } catch { #expect(error.description == message) }
    }
}

import HTTP
import OCI
import SystemPackage
import TestSupport
import Testing

@testable import Layers

/// What a locker believes, on a loopback archive; every refusal leaves nothing behind.
struct DebianTrustTests {
    private static let packages = AptComparisonTests.index("Package: a1 1", from: "s1")
    private static let until = "Valid-Until: Sun, 12 Jul 2026 10:16:37 UTC\n"
    private static let date: Int64 = 1_783_764_997

    private func withArchive(_ body: (SmallArchive, FilePath) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let archive = try await SmallArchive(in: directory)
            let scratch = directory.appending("scratch")
            try scratch.createDirectories()
            try await body(archive, scratch)
            #expect(try scratch.entries().filter { !["trustdb.gpg", "pubring.kbx"].contains($0.string) }.isEmpty)
            try await archive.finish()
        }
    }

    private func failure(
        _ archive: SmallArchive, _ scratch: FilePath, epoch: Int64 = 1_790_000_000, after history: DebianHistory? = nil,
        checksValidUntil: Bool = true, keyring: FilePath? = nil
    ) async -> String {
        do {
            _ = try await archive.lock(
                ["a1"], epoch: epoch, after: history, checksValidUntil: checksValidUntil, keyring: keyring,
                scratch: scratch)
            return "locked"
        } catch { return "\(error)" }
    }

    @Test func `takes a Release that is signed apart, and refuses one that is not signed`() async throws {
        try await withArchive { archive, scratch in
            try await archive.publish(Self.packages, signature: .apart)
            let lock = try await archive.lock(["a1"], scratch: scratch)
            #expect(lock.packages.map(\.name.text) == ["a1"] && lock.suites[0].signers.count == 1)
            archive.put(
                Array("Suite: s1\nDate: Sat, 11 Jul 2026 10:16:37 UTC\nSHA256:\n".utf8), at: "/d/dists/s1/Release")
            let url = archive.text("/d/dists/s1/Release")
            #expect(await failure(archive, scratch).hasPrefix("the signature of \(url) is refused: gpgv says BADSIG "))
            try await archive.publish(Self.packages, signature: .none)
            #expect(
                await failure(archive, scratch)
                    == "\(url) of the archive 'small' is not signed: there is no InRelease and no Release.gpg beside it"
            )
            archive.remove("/d/dists/s1/Release")
            #expect(
                await failure(archive, scratch).hasPrefix(
                    "cannot fetch dists/s1/InRelease of the archive 'small'; tried 4: fetching \(archive.text("/gone/d"))"
                ))
        }
    }

    @Test func `does not take a Release that is signed apart in the place of a bad InRelease`() async throws {
        try await withArchive { archive, scratch in
            try await archive.publish(Self.packages, signature: .apart)
            archive.put(Array("x".utf8), at: "/d/dists/s1/InRelease")
            let message = await failure(archive, scratch)
            #expect(
                message == "the signature of \(archive.text("/d/dists/s1/InRelease")) is refused: gpgv says NODATA 3")
        }
    }

    @Test func `judges Valid-Until at the recipe's epoch, unless the recipe says otherwise`() async throws {
        try await withArchive { archive, scratch in
            try await archive.publish(Self.packages, fields: Self.until)
            #expect(
                await failure(archive, scratch, epoch: Self.date + 86401)
                    == """
                    cannot take \(archive.text("/d/dists/s1/InRelease")) for the archive 'small': the Release of 's1' was \
                    valid until 2026-07-12T10:16:37Z, and the recipe's epoch is 2026-07-12T10:16:38Z; use a mirror that is \
                    up to date, or say 'check-valid-until: false' of the archive
                    """)
            #expect(await failure(archive, scratch, epoch: Self.date + 86400) == "locked")
            #expect(await failure(archive, scratch, epoch: 0) == "locked")
            #expect(await failure(archive, scratch, epoch: Self.date + 86401, checksValidUntil: false) == "locked")
            let lock = try await archive.lock(["a1"], epoch: 0, scratch: scratch)
            #expect(lock.suites[0].validUntil?.description == "2026-07-12T10:16:37Z")
            #expect(try DebianLock(JSONField(lock.json)) == lock)
        }
    }

    @Test func `refuses a Release that went back, unless the epoch did or the user says so`() async throws {
        try await withArchive { archive, scratch in
            try await archive.publish(Self.packages)
            let lock = try await archive.lock(["a1"], scratch: scratch)
            func history(_ epoch: Int64) -> DebianHistory { DebianHistory([lock], epoch: Moment(seconds: epoch)) }
            try await archive.publish(Self.packages, date: "Sat, 11 Jul 2026 10:16:36 UTC")
            #expect(
                await failure(archive, scratch, epoch: Self.date + 10, after: history(Self.date + 10))
                    == """
                    cannot take \(archive.text("/d/dists/s1/InRelease")) for the archive 'small': the Release of 's1' is of \
                    2026-07-11T10:16:36Z, older than the one locked before (2026-07-11T10:16:37Z); use another mirror, or \
                    lock with --allow-rollback if that is meant
                    """)
            // An epoch that was always older than the archive excuses nothing.
            #expect(await failure(archive, scratch, epoch: 0, after: history(0)).contains("older than the one locked"))
            #expect(
                await failure(archive, scratch, epoch: Self.date, after: history(Self.date + 1))
                    .contains("older than the one locked"))
            #expect(
                await failure(archive, scratch, epoch: Self.date - 1, after: history(Self.date + 1)) == "locked")
            #expect(await failure(archive, scratch, after: nil) == "locked")
        }
    }

    @Test func `reads an armored keyring, and refuses a damaged one`() async throws {
        try await withArchive { archive, scratch in
            try await archive.publish(Self.packages)
            let ring = archive.keyring.removingLastComponent().appending("ring.asc")
            let armored = String(decoding: try await archive.armoredKeyring(), as: UTF8.self)
            try ring.replace(with: Array("text before\n\(armored)text behind\n".utf8))
            #expect(await failure(archive, scratch, keyring: ring) == "locked")
            #expect(try PGPArmor.decode(ring.read(limit: 1 << 20)) == archive.keyring.read(limit: 1 << 20))
            try ring.replace(with: Array(armored.split(separator: "-----END")[0].utf8))
            let message = await failure(archive, scratch, keyring: ring)
            #expect(message == "the keyring \(ring) cannot be read: its armor has no end")
            let missing = archive.keyring.removingLastComponent().appending("none.gpg")
            #expect(await failure(archive, scratch, keyring: missing).hasPrefix("the keyring \(missing) is missing;"))
        }
    }

    private static let block = "-----BEGIN PGP PUBLIC KEY BLOCK-----\nVersion: 1\n\n"
    private static let end = "-----END PGP PUBLIC KEY BLOCK-----\n"

    @Test(arguments: [
        ("\(block)aGVsbG8=\n=R/WK\n\(end)", "hello"), ("\(block)aGVsbG8=\n\(end)", "hello"),
        ("\(block)aGVs\nbG8=\n\(end)x\n\(block)aGVs\n\(end)", "hellohel"), ("\(block)\n\(end)", ""),
        ("no armor", ""),
    ])
    func `reads armor with and without a checksum, and several blocks`(text: String, expected: String) throws {
        #expect(try PGPArmor.decode(Array(text.utf8)) == Array(expected.utf8))
    }

    @Test(arguments: [
        ("\(block)aGVsbG8=\n=R/WV\n\(end)", PGPArmor.Fault.checksum),
        ("\(block)aGVsbG9=\n\(end)", .base64("aGVsbG9=")), ("\(block)aGVsbG8\n\(end)", .base64("aGVsbG8")),
        ("\(block)aGV*\n\(end)", .base64("aGV*")), ("\(block)aGVs\n", .open),
        ("\(block)aGVsbG8=\n=R/WK\naGVs\n\(end)", .base64("aGVs")),
        ("-----BEGIN PGP PUBLIC KEY BLOCK-----\naGVsbG8=\n\(end)", .header("aGVsbG8=")),
    ])
    fileprivate func `refuses damaged armor`(text: String, fault: PGPArmor.Fault) {
        #expect(throws: fault) { try PGPArmor.decode(Array(text.utf8)) }
    }

    @Test func `locks a flat repository`() async throws {
        try await withArchive { archive, scratch in
            let index = AptComparisonTests.index("Package: a1 1", from: "sub")
            for (path, suite) in [("/f/", "./"), ("/f/sub/", "sub/"), ("/f/", "/")] {
                try await archive.publish(index, suite: "any", at: path, index: "Packages")
                let flat = try DebianArchive(name: "flat", suites: [suite], components: [], keyring: archive.keyring)
                let lock = try await archive.locker(["flat": ["/f"]], scratch: scratch).lock(
                    DebianRequest(archives: [flat], packages: [DebianWish(parsing: "a1")]))
                // As apt has it, below the address and not below the directory.
                #expect(lock.packages.map(\.path) == ["sub/a1_1_amd64.deb"])
                #expect(lock.suites.map(\.name.text) == [suite] && lock.suites[0].indexes[0].path == "Packages.xz")
                #expect(try DebianLock(JSONField(lock.json)) == lock)
                archive.remove("\(path)InRelease")
            }
        }
    }

    @Test(arguments: ["../", "a/../", "a//", "//", " /"])
    func `refuses a directory that would leave its archive`(text: String) {
        #expect(throws: DebianNameError.self) { try DebianSuite(text) }
    }

    @Test func `refuses an index that the Release does not vouch for, by name`() async throws {
        try await withArchive { archive, scratch in
            let other = try await Tool("xz", package: "xz-utils")("-c", input: Array("Package: evil\n".utf8))
            let good = try await Tool("xz", package: "xz-utils")("-c", input: Array(Self.packages.utf8))
            try await archive.publish(Self.packages, served: other)
            let path = "dists/s1/main/binary-amd64/by-hash/SHA256/\(Digest(of: good).hex)"
            let message = await failure(archive, scratch)
            #expect(message.hasPrefix("cannot fetch \(path) of the archive 'small'; tried 2: "))
            #expect(
                message.hasSuffix(
                    "\(archive.text("/d/\(path)")) has the digest \(Digest(of: other)), but the signed Release says "
                        + "\(Digest(of: good)); if the archive is just being renewed, try again"))
        }
    }
}

import Archive
import Glibc
import OCI
import SystemPackage
import TestSupport
import Testing

@testable import Layers

/// Real packages with their scripts. In turn, not at once: each of these takes both processors.
@Suite(.serialized)
struct DebianBaseTests {
    private static let names = ["usr-is-merged", "apt", "libstdc++6", "ca-certificates", "debsums"]

    @Test func `a base is the same twice, whole and clean, and packages come on top of it`() async throws {
        try await withTemporaryDirectory { directory in
            let shop = try DebianWorkshop(in: directory)
            let (packages, suites) = try await DebianHost.loaded.value
            let lock = try DebianLock(DebianHost.request(Self.names), from: packages, suites: suites)
            let debs = try await DebianHost.fetch(lock)
            // Memory and disk give the names of a directory in different orders.
            let memory = FilePath("/dev/shm/\(directory.lastComponent?.string ?? "imagesmith-test")")
            defer { try? memory.removeTree() }
            let base = try await shop.compose(lock, debs, in: memory, jobs: 1)
            let again = try await shop.compose(lock, debs, jobs: 4)
            #expect(again == base)
            let root = directory.appending("root")
            try await shop.unpack([base], at: root)
            try await judge(root, lock)
            try normalised(root, try await shop.listing(base))
            try await install(in: root, shop)
            try await stack(on: base, lock, shop)
        }
    }

    private func judge(_ root: FilePath, _ lock: DebianLock) async throws {
        let audit = try await Tool("dpkg").run(["--root", root.string, "--audit"])
        #expect(audit.status == 0)
        #expect(audit.text == "")
        let listed = try await Tool("dpkg-query", package: "dpkg")(
            "--admindir", "\(root)/var/lib/dpkg", "--show", "--showformat",
            "${Package} ${Version} ${db:Status-Abbrev}\n")
        let expected = lock.packages.map { "\($0.name) \($0.version) ii \n" }.joined()
        #expect(String(decoding: listed, as: UTF8.self) == expected)
        // dpkg itself compares every file with the package's sums, and the configuration files with the status.
        let verified = try await Tool("dpkg").run(["--root", root.string, "--verify"])
        #expect(verified.text == "")
        #expect(verified.status == 0, "\(verified.errorText)")
        let sums = try await enter(root, ["debsums", "--all", "--silent"])
        #expect(sums.text == "")
        #expect(sums.status == 0, "\(sums.errorText)")
    }

    private func normalised(_ root: FilePath, _ listing: [String]) throws {
        let entries = Dictionary(
            listing.map { line in
                let cut = line.firstIndex(of: " ") ?? line.endIndex
                return (String(line[..<cut].dropFirst(2)), String(line[cut...].dropFirst()))
            }
        ) { first, _ in first }
        for path in ["etc/hostname", "etc/resolv.conf", "etc/passwd-", "etc/.pwd.lock", "usr/sbin/policy-rc.d"] {
            #expect(entries[path] == nil, "\(path)")
        }
        for directory in ["dev/", "proc/", "sys/", "run/", "tmp/", "var/tmp/"] {
            #expect(!entries.keys.contains { $0.hasPrefix(directory) }, "\(directory)")
        }
        #expect(entries["tmp"] == "mode=1777 gid=0 uid=0 type=dir")
        #expect(entries["bin"] == "mode=777 gid=0 uid=0 type=link link=usr/bin")
        #expect(entries["usr/bin/su"]?.hasPrefix("mode=4755 gid=0 uid=0 type=file") == true)
        #expect(entries["etc/shadow"]?.hasPrefix("mode=640 gid=42 uid=0 type=file") == true)
        // As the package has them; apt gives them to its own user when it first runs.
        for path in ["var/lib/apt/lists/partial", "var/cache/apt/archives/partial"] {
            #expect(entries[path] == "mode=755 gid=0 uid=0 type=dir", "\(path)")
        }
        let shadow = try root.appending("etc/shadow").read(limit: 65536)
        let days = String(decoding: shadow, as: UTF8.self).split(separator: "\n").map { $0.split(separator: ":")[2] }
        #expect(Set(days) == ["\(DebianWorkshop.epoch / 86400)"])
    }

    /// Installs a package inside the root, from an archive that lies in it.
    private func install(in root: FilePath, _ shop: DebianWorkshop) async throws {
        let made = try await shop.package(
            "later1", files: ["usr/bin/later": "#!/bin/sh\necho later\n"],
            scripts: ["postinst": "#!/bin/sh\nset -e\nchmod 755 /usr/bin/later\n"])
        let archive = root.appending("srv/archive")
        try archive.createDirectories()
        try await Tool("cp", package: "coreutils")(made.deb.string, "\(archive)/later1.deb")
        let packages = try await Tool("dpkg-scanpackages", package: "dpkg-dev")(".", in: archive)
        try archive.appending("Packages").replace(with: packages)
        try root.appending("etc/apt/sources.list").replace(with: Array("deb [trusted=yes] file:/srv/archive ./\n".utf8))
        for arguments in [["update"], ["install", "-y", "later1"]] {
            let outcome = try await enter(root, ["apt-get", "-q"] + arguments)
            #expect(outcome.status == 0, "\(outcome.text)\(outcome.errorText)")
        }
        #expect(try await enter(root, ["later"]).text == "later\n")
    }

    /// Composes packages on top of the base: what they change below, and nothing else, is in their layer.
    private func stack(on base: ComposedLayer, _ lock: DebianLock, _ shop: DebianWorkshop) async throws {
        let made = [
            try await shop.package(
                "upper1", files: ["usr/lib/upper/file": "u", "usr/share/doc/upper1/copyright": "c"],
                scripts: [
                    "postinst":
                        "#!/bin/sh\nset -e\nrm /etc/issue.net\nrm -r /etc/cron.daily\ndate +%s.%N >/etc/issue\n"
                        + "ldconfig\ngetent passwd upper >/dev/null || useradd -r upper\n"
                ])
        ]
        let upper = try shop.lock(made, configure: .scripts, exclude: ["/usr/share/doc/*"], below: [lock])
        let layer = try await shop.compose(upper, shop.files(made), on: [base])
        #expect(try await shop.compose(upper, shop.files(made), on: [base], jobs: 1) == layer)
        let paths = Set(try await shop.listing(layer).compactMap { $0.split(separator: " ").first })
        let database = paths.filter { $0.hasPrefix("./var/lib/dpkg") || $0.hasPrefix("./var/lib/apt") }
        #expect(
            paths.subtracting(database) == [
                "./etc", "./etc/.wh.issue.net", "./etc/.wh.cron.daily", "./etc/issue", "./etc/passwd", "./etc/group",
                "./etc/shadow", "./etc/gshadow", "./etc/dpkg", "./etc/dpkg/dpkg.cfg.d",
                "./etc/dpkg/dpkg.cfg.d/imagesmith", "./usr", "./usr/lib", "./usr/lib/upper", "./usr/lib/upper/file",
                "./var", "./var/lib",
            ], "\(paths.sorted())")
        #expect(database.contains("./var/lib/dpkg/status"))
        #expect(database.contains("./var/lib/dpkg/info/upper1.list"))
        #expect(!database.contains("./var/lib/dpkg/info/apt.list"))
        let root = shop.directory.appending("stacked")
        try await shop.unpack([base, layer], at: root)
        #expect(try await Tool("dpkg").run(["--root", root.string, "--audit"]).text == "")
        let version = try await enter(root, ["dpkg-query", "--show", "upper1", "apt"])
        #expect(version.text.split(separator: "\n").count == 2, "\(version.errorText)")
        // What the rules leave out is what dpkg misses, and debsums knows the rules.
        let verified = try await Tool("dpkg").run(["--root", root.string, "--verify"])
        let missed = verified.text.split(separator: "\n").filter { !$0.contains(" /etc/") }
        #expect(missed == ["missing     /usr/share/doc/upper1", "missing     /usr/share/doc/upper1/copyright"])
        let sums = try await enter(root, ["debsums", "--all", "--silent"])
        #expect(sums.errorText.split(separator: "\n").filter { !$0.contains(" /etc/") }.isEmpty, "\(sums.errorText)")
        let issue = String(decoding: try root.appending("etc/issue").read(limit: 64), as: UTF8.self)
        #expect(issue == "\(DebianWorkshop.epoch).000000000\n")
        #expect(try root.appending("etc/issue.net").status() == nil)
        #expect(try root.appending("etc/cron.daily").status() == nil)
        // A file that lies below already is not taken twice.
        let twin = [try await shop.package("twin1", files: ["usr/bin/apt": "x"])]
        await #expect(throws: DebianComposeError.collisionBelow(path: "usr/bin/apt", package: "twin1")) {
            try await shop.compose(
                shop.lock(twin, below: [lock]), shop.files(twin), on: [base])
        }
    }

    /// Runs a command in the root, without a network.
    private func enter(_ root: FilePath, _ arguments: [String]) async throws -> Tool.Outcome {
        try await Tool("bwrap", package: "bubblewrap").run(
            [
                "--unshare-net", "--unshare-pid", "--die-with-parent", "--bind", root.string, "/", "--proc", "/proc",
                "--dev", "/dev", "--tmpfs", "/run", "--clearenv", "--setenv", "PATH",
                "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "--setenv", "DEBIAN_FRONTEND",
                "noninteractive", "--cap-add", "ALL", "--",
            ] + arguments)
    }
}

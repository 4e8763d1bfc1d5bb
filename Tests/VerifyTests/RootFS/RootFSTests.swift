import Glibc
import OCI
import SystemPackage
import TestSupport
import Testing
@testable import Verify

/// A directory on disk beside its image: every difference has its finding, and nothing else has one.
struct RootFSTests {
    @Test func `what an image was made of is what it says`() async throws {
        try await withTemporaryDirectory { directory in
            let tree = try await RootTree(in: directory)
            let report = try await tree.report()
            #expect(report.findings == [])
            #expect((report.paths, report.bytes, report.ignored, report.mounts) == (15, 24, 0, []))
        }
    }

    @Test(arguments: RootDamage.all)
    func `tells every difference`(_ damage: RootDamage) async throws {
        try await withTemporaryDirectory { directory in
            let tree = try await RootTree(in: directory)
            try await tree.run(damage.commands)
            #expect(try await tree.findings() == damage.findings)
        }
    }

    @Test func `tells another owner`() async throws {
        try await withTemporaryDirectory { directory in
            // Only root may give files away, so the image is made to say that somebody else has them.
            let tree = try await RootTree(in: directory) { image in
                image.layers[0].tar =
                    RawTar.directory("./") + RawTar.header("etc", type: "5", mode: "0000755", uid: "0000777")
                    + RawTar.end
            }
            let found = try await tree.findings(ignoring: ["usr", "var", "srv", "etc/*"])
            #expect(found == ["rootfs-owner etc: 511:0 → \(getuid()):\(getgid())"])
        }
    }

    @Test func `follows no link out of the directory`() async throws {
        try await withTemporaryDirectory { directory in
            let tree = try await RootTree(in: directory)
            // What lies behind the link is just what the image has there.
            try await tree.run("cp -a etc ../outside && rm -r etc && ln -s ../outside etc")
            #expect(try await tree.findings() == ["rootfs-type etc: a directory → a symbolic link"])
        }
    }

    @Test func `ignores what it is told to, and that alone`() async throws {
        try await withTemporaryDirectory { directory in
            let tree = try await RootTree(in: directory)
            try await tree.run(
                "echo >>var/log/messages; echo >etc/new; rm etc/two; mkdir -p opt/x; chmod 777 etc/conf.d")
            #expect(
                try await tree.findings(ignoring: ["/var/log/*", "opt", "etc/t*"]) == [
                    "rootfs-mode etc/conf.d: 0700 → 0777", "rootfs-added etc/new: nothing → a file",
                ])
            #expect(try await tree.findings(ignoring: ["etc", "opt", "var/*/messages"]) == [])
            // A wildcard stands for no slash.
            #expect(try await tree.findings(ignoring: ["etc", "opt", "var/*messages"]).count == 1)
        }
    }

    @Test(arguments: ["", "/", "//"])
    func `a pattern names a path`(_ text: String) { #expect(PathPattern(text) == nil) }

    @Test func `applies layers as containers see them`() async throws {
        try await withTemporaryDirectory { directory in
            let tree = try await RootTree(in: directory) { image in
                image.layers.append(
                    .init(
                        tar: RawTar.empty("etc/conf.d/.wh..wh..opq") + RawTar.empty("var/.wh.log")
                            + RawTar.file("etc/two", "2") + RawTar.hardLink("etc/second", "etc/two")
                            + RawTar.hardLink("etc/third", "etc/one")
                            + RawTar.symlink("srv", "var") + RawTar.end, name: "above"))
            }
            // Owners and times of the layer above are not those of the one who runs this.
            try await tree.run(
                """
                rm etc/conf.d/a && rm -r var/log srv && ln -s var srv
                printf 2 >etc/new && chmod 644 etc/new && mv etc/new etc/two && ln etc/two etc/second && ln etc/one etc/third
                """)
            let found = try await tree.findings().filter { !$0.hasPrefix("rootfs-owner") }
            #expect(found == [])
        }
    }

    @Test func `does not look at mounts unless asked`() async throws {
        try await withTemporaryDirectory { directory in
            var image = try SampleImage.sound()
            image.layers = [.init(tar: RawTar.directory("proc") + RawTar.end, name: "all")]
            let written = try image.write(to: directory)
            let others = ["[!p]*", "p[!r]*"].compactMap { PathPattern($0) }
            func report(crossesMounts: Bool) async throws -> RootFSReport {
                try await RootFSCheck(root: "/", ignoring: others, crossesMounts: crossesMounts)
                    .report(on: written.descriptor, in: written.layout, jobs: 1)
            }
            let without = try await report(crossesMounts: false)
            #expect(without.mounts.map(\.description) == ["proc"])
            #expect(without.findings == [])
            let across = try await report(crossesMounts: true)
            #expect(across.mounts == [])
            #expect(across.findings.contains { $0.code == .rootfsAdded && $0.path?.description == "proc/self" })
        }
    }
}

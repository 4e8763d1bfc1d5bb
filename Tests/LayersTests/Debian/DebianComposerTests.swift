import Archive
import Glibc
import OCI
import SystemPackage
import TestSupport
import Testing

@testable import Layers

/// In turn, not at once: each of these takes both processors.
@Suite(.serialized)
struct DebianComposerTests {
    private static let epoch: Int64 = 1_780_000_000

    @Test func `composes the same tree twice, whole and clean`() async throws {
        let names = ["usr-is-merged", "libstdc++6", "ca-certificates"]
        try await withTemporaryDirectory { directory in
            let (packages, suites) = try await DebianHost.loaded.value
            let lock = try DebianLock(DebianHost.request(names), from: packages, suites: suites)
            let debs = try await DebianHost.fetch(lock)
            // Memory and disk give the names of a directory in different orders.
            let memory = FilePath("/dev/shm/\(directory.lastComponent?.string ?? "imagesmith-test")")
            defer { try? memory.removeTree() }
            let first = try await compose(lock, debs, memory, jobs: 2)
            let second = try await compose(lock, debs, directory.appending("disk"), jobs: 3)
            #expect(first.entries.map(\.tar) == second.entries.map(\.tar))
            for (left, right) in zip(first.entries, second.entries) {
                guard let file = left.file, let other = right.file else { continue }
                #expect(try Digest(ofFile: file) == Digest(ofFile: other), "\(left.tar.path)")
            }
            try await judge(first, lock)
            try normalised(first)
            try second.remove()
            #expect(try second.root.status() == nil)
        }
    }

    private func compose(
        _ lock: DebianLock, _ debs: [Digest: FilePath], _ scratch: FilePath, jobs: Int
    ) async throws -> DebianTree {
        try await DebianComposer.compose(lock: lock, debs: debs, scratch: scratch, epoch: Self.epoch, jobs: jobs)
    }

    private func judge(_ tree: DebianTree, _ lock: DebianLock) async throws {
        let audit = try await Tool("dpkg").run(["--root", tree.root.string, "--audit"])
        #expect(audit.status == 0)
        #expect(audit.text == "")
        let listed = try await Tool("dpkg-query", package: "dpkg")(
            "--admindir", "\(tree.root)/var/lib/dpkg", "--show", "--showformat",
            "${Package} ${Version} ${db:Status-Abbrev}\n")
        let expected = lock.packages.map { "\($0.name) \($0.version) ii \n" }.joined()
        #expect(String(decoding: listed, as: UTF8.self) == expected)
        // dpkg itself compares every file with the package's sums, and the configuration files with the status.
        let verified = try await Tool("dpkg").run(["--root", tree.root.string, "--verify"])
        #expect(verified.text == "")
        #expect(verified.status == 0, "\(verified.errorText)")
    }

    private func normalised(_ tree: DebianTree) throws {
        let entries = Dictionary(tree.entries.map { ($0.tar.path.description, $0.tar) }) { first, _ in first }
        #expect(tree.entries.map(\.tar.path) == tree.entries.map(\.tar.path).sorted())
        #expect(tree.entries.allSatisfy { $0.tar.modified <= Self.epoch })
        for path in ["etc/hostname", "etc/resolv.conf", "etc/passwd-", "etc/.pwd.lock", "usr/sbin/policy-rc.d"] {
            #expect(entries[path] == nil, "\(path)")
        }
        for directory in ["dev/", "proc/", "sys/", "run/", "tmp/", "var/tmp/"] {
            #expect(!entries.keys.contains { $0.hasPrefix(directory) }, "\(directory)")
        }
        #expect(entries["tmp"]?.mode == 0o1777)
        #expect(entries["bin"]?.kind == .symbolicLink(target: Array("usr/bin".utf8)))
        #expect(entries["usr/bin/su"]?.mode == 0o4755)
        #expect(entries["etc/shadow"]?.mode == 0o640)
        #expect(entries["etc/ssl/certs/ca-certificates.crt"]?.contentSize ?? 0 > 100_000)
        #expect(entries["etc/machine-id"]?.contentSize ?? 0 == 0)
        #expect(entries.keys.contains { $0.hasPrefix("usr/lib/x86_64-linux-gnu/libstdc++.so") })
        let shadow = try tree.root.appending("etc/shadow").read(limit: 65536)
        let days = String(decoding: shadow, as: UTF8.self).split(separator: "\n").map { $0.split(separator: ":")[2] }
        #expect(Set(days) == ["\(Self.epoch / 86400)"])
    }

    @Test func `refuses a file that is not the one locked`() async throws {
        try await withTemporaryDirectory { directory in
            let (deb, package) = try await build(in: directory, name: "a1", files: ["usr/x": "1"])
            var bytes = try deb.read(limit: 1 << 20)
            bytes[bytes.count - 1] ^= 1
            try deb.replace(with: bytes)
            await #expect {
                try await unpack([(deb, package)], in: directory)
            } throws: { error in
                if case DebianComposeError.wrongFile(package: "a1", _, _, _) = error { true } else { false }
            }
        }
    }

    @Test func `refuses two packages with one file, unless one replaces the other`() async throws {
        try await withTemporaryDirectory { directory in
            let first = try await build(in: directory, name: "a1", files: ["usr/x": "1", "usr/y": "1"])
            let second = try await build(in: directory, name: "b1", files: ["usr/x": "2"])
            await #expect(throws: DebianComposeError.collision(path: "usr/x", first: "a1", second: "b1")) {
                try await unpack([first, second], in: directory.appending("1"))
            }
            let third = try await build(
                in: directory, name: "c1", files: ["usr/x": "3"], fields: "Replaces: a1 (<< 2)\n")
            for (number, order) in [[first, third], [third, first]].enumerated() {
                let root = directory.appending("r\(number)")
                let lists = try await unpack(order, in: root)
                #expect(try root.appending("root/usr/x").read(limit: 10) == Array("3".utf8))
                #expect(lists.flatMap(\.self).filter { $0 == "usr/x" }.count == 1)
                #expect(lists.contains([".", "usr", "usr/y"]))
            }
        }
    }

    @Test func `puts what lies in bin into usr, with its hard links`() async throws {
        try await withTemporaryDirectory { directory in
            let made = try await build(
                in: directory, name: "a1", files: ["bin/x": "1", "lib64/y": "2"], links: ["bin/z": "bin/x"])
            try await unpack([made], in: directory)
            #expect(try directory.appending("root/bin").linkTarget() == Array("usr/bin".utf8))
            #expect(try directory.appending("root/usr/bin/x").read(limit: 10) == Array("1".utf8))
            #expect(try directory.appending("root/usr/bin/z").status()?.links == 2)
            #expect(try directory.appending("root/usr/lib64/y").status()?.isRegular == true)
        }
    }

    @Test func `leaves its root through no link of another package`() async throws {
        try await withTemporaryDirectory { directory in
            let outside = directory.appending("outside")
            try outside.createDirectories()
            let first = try await build(in: directory, name: "a1", files: [:], symlinks: ["usr/x": outside.string])
            let second = try await build(in: directory, name: "b1", files: ["usr/x/evil": "1"])
            for (number, order) in [[first, second], [second, first]].enumerated() {
                await #expect(throws: DebianComposeError.self) {
                    try await unpack(order, in: directory.appending("\(number)"))
                }
            }
            #expect(try outside.entries().isEmpty)
        }
    }

    /// Builds a package with dpkg's own tool.
    private func build(
        in directory: FilePath, name: String, files: [String: String], links: [String: String] = [:],
        symlinks: [String: String] = [:], fields: String = ""
    ) async throws -> (FilePath, DebianLock.Package) {
        let tree = directory.appending("tree-\(name)")
        try tree.appending("DEBIAN").createDirectories()
        let control =
            "Package: \(name)\nVersion: 1\nArchitecture: all\nMaintainer: T <t@t.example>\nDescription: t\n\(fields)"
        try tree.appending("DEBIAN/control").replace(with: Array(control.utf8))
        for (path, text) in files {
            try tree.appending(path).removingLastComponent().createDirectories()
            try tree.appending(path).replace(with: Array(text.utf8))
        }
        for (path, target) in links {
            try await Tool("ln", package: "coreutils")("\(tree)/\(target)", "\(tree)/\(path)")
        }
        for (path, target) in symlinks {
            try tree.appending(path).removingLastComponent().createDirectories()
            try await Tool("ln", package: "coreutils")("-s", target, "\(tree)/\(path)")
        }
        let deb = directory.appending("\(name).deb")
        try await Tool("dpkg-deb")("--root-owner-group", "-Zxz", "--build", tree.string, deb.string)
        let package = DebianLock.Package(
            name: try DebianPackageName(name), version: try DebianVersion("1"), architecture: .all, archive: "x",
            path: "x",
            size: 1, digest: try Digest(ofFile: deb), reason: .requested)
        return (deb, package)
    }

    /// Unpacks without running anything; the packages' lists.
    @discardableResult
    private func unpack(_ made: [(FilePath, DebianLock.Package)], in directory: FilePath) async throws -> [[String]] {
        let root = directory.appending("root")
        try root.createDirectories()
        let packages = try made.map { try DebPackage($0.0, $0.1, native: .amd64) }
        let unpacking = try Unpacking(packages, into: RootDirectory(root), merged: MergedPaths(.amd64))
        for index in packages.indices { try unpacking.unpack(index) }
        return try unpacking.finish().lists.map { $0.map { String(decoding: $0, as: UTF8.self) } }
    }
}

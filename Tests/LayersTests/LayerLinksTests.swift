import Archive
@testable import Layers
import OCI
import SystemPackage
import TestSupport
import Testing

struct LayerLinksTests {
    private static let text = String(repeating: "the same\n", count: 1000)

    @Test func `equal files of a layer of wheels are one file with several names`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = WheelFixture(files: [
                .init(name: "demo/a.txt", text: Self.text), .init(name: "demo/b.txt", text: Self.text),
                .init(name: "demo/small-a", text: "x"), .init(name: "demo/small-b", text: "x"),
                .init(name: "demo/tool", text: Self.text, mode: 0o100755),
                .init(name: "demo/z/c.txt", text: Self.text),
                .init(name: "demo/z/tool", text: Self.text, mode: 0o100755),
            ])
            let made = try await fixture.make(in: directory)
            let target = try PythonTarget(version: "3.11", platform: "manylinux_2_36_x86_64")
            let lock = try WheelsLock(
                python: target, layout: WheelsLayout(scheme: .debian(target)), requested: [made.locked.project],
                wheels: [made.locked])
            let plan = try LayerPlan(lock, wheels: [made.locked.digest: made.path], epoch: StoreFixture.epoch)
            let site = "usr/local/lib/python3.11/dist-packages/demo"
            let kinds = plan.entries.compactMap { entry -> String? in
                let path = entry.tar.path.description
                guard path.hasPrefix(site + "/") else { return nil }
                let name = path.dropFirst(site.count + 1)
                return switch entry.tar.kind {
                case .hardLink(let target): "\(name) -> \(target.description.dropFirst(site.count + 1))"
                case .file(let size): "\(name) \(size)"
                default: nil
                }
            }
            #expect(
                kinds == [
                    "a.txt 9000", "b.txt -> a.txt", "small-a 1", "small-b 1", "tool 9000", "z/c.txt -> a.txt",
                    "z/tool -> tool",
                ])

            let layout = try ImageLayout(creatingAt: directory.appending("store"))
            for compression in [Compression.none, .gzip, .zstd] {
                let layer = try LayerWriter(layout: layout, workers: 2).write(plan, compression: compression)
                let tree = directory.appending("\(compression.codec)")
                try tree.createDirectories()
                try await Tool("tar")("-xf", layout.path(of: layer.descriptor.digest).string, in: tree)
                let root = tree.appending(site)
                let inodes = try ["a.txt", "b.txt", "z/c.txt", "tool", "z/tool", "small-a", "small-b"].map {
                    try #require(try root.appending($0).status())
                }
                #expect(inodes.map(\.links) == [3, 3, 3, 2, 2, 1, 1])
                #expect(inodes.map(\.permissions) == [0o644, 0o644, 0o644, 0o755, 0o755, 0o644, 0o644])
                #expect(try Digest(ofFile: root.appending("z/c.txt")) == Digest(of: Self.text.utf8))
            }
        }
    }

    @Test func `files that differ in anything that is said of them stay apart`() throws {
        let digest = Digest(of: Self.text.utf8)
        func entry(
            _ path: String, mode: UInt16 = 0o644, owner: TarOwner = .root, modified: Int64 = 0,
            attributes: [TarAttribute] = [], digest: Digest?
        ) throws -> LayerEntry {
            LayerEntry(
                try TarEntry(
                    path: TarPath(path), kind: .file(size: 9000), mode: mode, owner: owner, modified: modified,
                    attributes: attributes), content: .bytes(Array(Self.text.utf8)), digest: digest)
        }
        let plan = try LayerPlan(
            [
                try entry("a", digest: digest), try entry("b", mode: 0o600, digest: digest),
                try entry("c", owner: TarOwner(user: 1, group: 0), digest: digest),
                try entry("d", modified: 1, digest: digest),
                try entry("e", attributes: [TarAttribute("user.x", [1])], digest: digest),
                try entry("f", digest: Digest(of: "other".utf8)), try entry("g", digest: nil),
            ], epoch: 0)
        #expect(try plan.linkingEqualFiles().entries.allSatisfy { $0.tar.contentSize == 9000 })
    }
}

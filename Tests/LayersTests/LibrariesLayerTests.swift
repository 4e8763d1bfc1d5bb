import Archive
import ELF
@testable import Layers
import OCI
import SystemPackage
import TestSupport
import Testing

struct LibrariesLayerTests {
    private static let site = "usr/local/lib/python3.11/dist-packages/nvidia"

    /// A layer of given entries, as a base or a wheel would bring them.
    private static func layer(
        _ name: String, _ entries: [(String, [UInt8])], links: [(String, String)] = [], in store: StoreFixture
    ) throws -> ComposedLayer {
        let plan = try LayerPlan(
            try entries.map { path, content in
                LayerEntry(
                    try TarEntry(
                        path: TarPath(path), kind: .file(size: Int64(content.count)), mode: 0o644, modified: 0),
                    content: .bytes(content))
            }
                + links.map { path, target in
                    LayerEntry(
                        try TarEntry(
                            path: TarPath(path), kind: .symbolicLink(target: Array(target.utf8)), mode: 0o777,
                            modified: 0))
                }, epoch: 0)
        let compression: Compression = name == "base" ? .zstd : .none
        return try LayerWriter(layout: store.layout, workers: 1).write(plan, compression: compression)
    }

    private static let status = """
        Package: libc6
        Version: 2.36-9

        Package: libc-bin
        Status: install ok installed
        Version: 2.36-9+deb12u14

        """

    private static func base(in store: StoreFixture, configuration: String? = nil) throws -> ComposedLayer {
        let configuration = configuration ?? "include /etc/ld.so.conf.d/*.conf\n"
        return try layer(
            "base",
            [
                ("etc/ld.so.conf", Array(configuration.utf8)), ("etc/ld.so.cache", Array("old".utf8)),
                ("var/lib/dpkg/status", Array(status.utf8)),
                ("usr/lib/x86_64-linux-gnu/libz.so.1.2.13", ObjectFile("libz.so.1").bytes),
                ("usr/lib/x86_64-linux-gnu/libgone.so.1", ObjectFile("libgone.so.1").bytes),
            ], links: [("lib", "usr/lib"), ("usr/lib/x86_64-linux-gnu/libz.so.1", "libz.so.1.2.13")], in: store)
    }

    private static func wheels(in store: StoreFixture) throws -> ComposedLayer {
        try layer(
            "wheels",
            [
                ("\(site)/cudnn/lib/libcudnn.so.8", ObjectFile("libcudnn.so.8", needed: ["libz.so.1"]).bytes),
                ("\(site)/cublas/lib/libcublas.so.11", ObjectFile("libcublas.so.11").bytes),
                ("\(site)/cublas/include/cublas.h", []), ("usr/lib/x86_64-linux-gnu/.wh.libgone.so.1", []),
            ], in: store)
    }

    private static func lock(_ directories: [String]) throws -> LibrariesLock {
        try LibrariesLock(
            name: LoaderFileName("90-nvidia"), directories: directories.map { try LibraryDirectory($0) })
    }

    private static func entries(_ directories: [String], over layers: [ComposedLayer], in store: StoreFixture) throws
        -> [LayerEntry]
    {
        try lock(directories).entries(
            over: layers.map { try LayerLibraries(reading: $0.descriptor, in: store.layout) }, epoch: 7)
    }

    private static func bytes(_ entry: LayerEntry) -> [UInt8] {
        if case .bytes(let bytes) = entry.content { bytes } else { [] }
    }

    @Test func `the layer is the configuration and Debian's cache of the layers below, merged`() async throws {
        try await withTemporaryDirectory { directory in
            let store = try StoreFixture(in: directory)
            let layers = [try Self.base(in: store), try Self.wheels(in: store)]
            let entries = try Self.entries(["/\(Self.site)/*/lib", "/usr/local/nvidia/lib64"], over: layers, in: store)
            #expect(entries.map(\.tar.path.description) == ["etc/ld.so.conf.d/90-nvidia.conf", "etc/ld.so.cache"])
            #expect(
                String(decoding: Self.bytes(entries[0]), as: UTF8.self) == """
                    /\(Self.site)/cublas/lib
                    /\(Self.site)/cudnn/lib
                    /usr/local/nvidia/lib64

                    """)
            // The same tree on a disk, and the system's own ldconfig over it, which names its own version.
            let root = directory.appending("root")
            try root.createDirectories()
            for layer in layers {
                try await Tool("bsdtar")(
                    "-xf", store.layout.path(of: layer.descriptor.digest).string, "-C", root.string)
            }
            try root.appending("etc/ld.so.conf.d").createDirectories()
            try root.appending("etc/ld.so.conf.d/90-nvidia.conf").replace(with: Self.bytes(entries[0]))
            try root.appending("usr/lib/x86_64-linux-gnu/libgone.so.1").remove()
            try await Tool("sh")("-euc", "PATH=$PATH:/sbin; ldconfig -X -r \(root) 2>/dev/null")
            let theirs = try root.appending("etc/ld.so.cache").read(limit: 1 << 20)
            let ours = Self.bytes(entries[1])
            let end = try #require(ours.indices.last { ours[$0...].starts(with: "ldconfig (".utf8) })
            #expect(ours[..<(end - 4)] == theirs[..<(end - 4)])
            #expect(
                String(decoding: ours[end...], as: UTF8.self)
                    == "ldconfig (Debian GLIBC 2.36-9+deb12u14) stable release version 2.36")
        }
    }

    @Test func `a pattern for nothing, and a loader that reads no such file, are errors`() throws {
        try withTemporaryDirectory { directory in
            let store = try StoreFixture(in: directory)
            let layers = [try Self.base(in: store), try Self.wheels(in: store)]
            let pattern = "/\(Self.site)/*/lib65"
            #expect(throws: ComposeError.noDirectory(try LibraryDirectory(pattern))) {
                try Self.entries([pattern], over: layers, in: store)
            }
            let odd = [try Self.base(in: store, configuration: "/opt/lib\n"), layers[1]]
            #expect(throws: ComposeError.loaderConfiguration(try TarPath("etc/ld.so.conf.d/90-nvidia.conf"))) {
                try Self.entries(["/\(Self.site)/*/lib"], over: odd, in: store)
            }
        }
    }

    @Test func `the layer is made anew when a layer below changes, and only then`() async throws {
        try await withTemporaryDirectory { directory in
            let store = try StoreFixture(in: directory)
            func files(_ content: [UInt8]) throws -> LockedLayer {
                try directory.appending("libx.so").replace(with: content)
                let configuration = "include /etc/ld.so.conf.d/*.conf\n"
                try directory.appending("conf").replace(with: Array(configuration.utf8))
                let files = try [("libx.so", "opt/lib/libx.so"), ("conf", "etc/ld.so.conf")].map { source, path in
                    FileRecipe(
                        content: .source(directory.appending(source)), path: try TarPath(path), mode: nil, owner: .root)
                }
                return LockedLayer(
                    name: "files", request: Digest(of: []), compression: .none,
                    content: .files(try FilesLock(locking: files, layer: "files", from: directory)))
            }
            let libraries = LockedLayer(
                name: "libraries", request: Digest(of: []), compression: .none,
                content: .libraries(try Self.lock(["/opt/lib"])))
            let model = try store.model("model", files: [("a", "b")])
            let first = try await store.compose([files(ObjectFile("libx.so.1").bytes), libraries, model])
            #expect(first.map(\.name) == ["files", "libraries", "model"])
            let again = try await store.compose([files(ObjectFile("libx.so.1").bytes), libraries, model])
            #expect(again.map(\.isCached) == [true, true, true])
            #expect(again.map(\.layer) == first.map(\.layer))
            let other = try await store.compose([files(ObjectFile("libx.so.2").bytes), libraries, model])
            #expect(other.map(\.isCached) == [false, false, true])
            #expect(other[1].layer.diffID != first[1].layer.diffID)
            let inputs = first[1].layer.descriptor.annotations[Annotation.layerInputs]
            #expect(
                inputs
                    == libraries.inputsDigest(epoch: StoreFixture.epoch, over: [first[0].layer.diffID]).description)
            #expect(other[1].layer.descriptor.annotations[Annotation.layerInputs] != inputs)
        }
    }

    @Test func `a lock of libraries survives JSON`() throws {
        let layer = LockedLayer(
            name: "libraries", request: Digest(of: []), compression: .none,
            content: .libraries(try Self.lock(["/opt/lib", "/opt/*/lib"])))
        #expect(try LockedLayer(JSONField(layer.json)) == layer)
        #expect(
            layer.json.canonical().contains(
                Array(#""content":{"directories":["/opt/lib","/opt/*/lib"],"format":1,"name":"90-nvidia"}"#.utf8)))
    }

    @Test(arguments: ["debian: {suite: bookworm, packages: []}", "libraries: {name: b, directories: [/opt]}"])
    func `a recipe with libraries above their list is refused`(kind: String) {
        let recipe = """
            imagesmith: 1
            name: sample
            version: 1.0.0
            epoch: 0
            layers:
              - name: list
                libraries: {name: a, directories: [/opt/lib]}
              - name: late
                \(kind)
            """
        do throws(RecipeError) {
            _ = try RecipeSample.parse(recipe)
            Issue.record("the recipe was taken")
        } catch {
            #expect(error.description.contains("stands above 'list'"), "\(error)")
        }
    }
}

import Archive
import OCI
import SystemPackage
import TestSupport
import Testing
@testable import Verify

struct LibraryFindingTests {
    private static func tar(_ files: [(String, [UInt8])]) throws -> [UInt8] {
        var tar: [UInt8] = []
        for (name, content) in files {
            tar += RawTar.header(name, count: content.count) + RawTar.padded(content)
        }
        return tar + [UInt8](repeating: 0, count: 1024)
    }

    /// A library whose strings lie so far back that its layer is read twice.
    private static let scattered: [UInt8] = {
        var file = ObjectFile("libfar.so.1", needed: ["libnone.so.9"])
        file.stringPadding = 9 << 20
        return file.bytes
    }()

    private static func image(_ layers: [[(String, [UInt8])]]) throws -> SampleImage {
        var image = try SampleImage.sound()
        image.layers = try layers.enumerated().map { index, files in
            SampleImage.Layer(
                tar: try tar(files), compression: [.gzip, .zstd, .none][index % 3], name: "layer\(index)")
        }
        return image
    }

    private static let broken: [[(String, [UInt8])]] = [
        [("usr/lib/libx.so.1", ObjectFile("libx.so.1", needed: ["libcuda.so.1"]).bytes)],
        [("usr/bin/program", ObjectFile(needed: ["libx.so.1", "libgone.so.2", "libaside.so"]).bytes)],
        [("opt/aside/libaside.so", ObjectFile("libaside.so").bytes), ("usr/lib/libfar.so.1", scattered)],
    ]

    @Test func `a strict audit names the layer, the file and the library`() async throws {
        try await withTemporaryDirectory { directory in
            let image = try Self.image(Self.broken).write(to: directory)
            let findings = try await ImageAudit(layout: image.layout, jobs: 2)
                .findings(for: image.descriptor, strict: true)
            #expect(
                findings.map(\.description) == [
                    "layer 'layer1' (\(image.layers[1].digest)) at 'usr/bin/program': "
                        + "an object file needs a library that is nowhere in the image: libgone.so.2",
                    "layer 'layer1' (\(image.layers[1].digest)) at 'usr/bin/program': "
                        + "an object file needs a library that lies where its loader does not look: "
                        + "libaside.so, which is /opt/aside/libaside.so",
                    "layer 'layer2' (\(image.layers[2].digest)) at 'usr/lib/libfar.so.1': "
                        + "an object file needs a library that is nowhere in the image: libnone.so.9",
                ])
        }
    }

    @Test func `an audit that is not strict does not ask`() async throws {
        try await withTemporaryDirectory { directory in
            let image = try Self.image(Self.broken).write(to: directory)
            #expect(try await ImageAudit.codes(image) == [])
        }
    }

    @Test func `the configuration's library path counts`() async throws {
        try await withTemporaryDirectory { directory in
            var image = try Self.image([
                [("opt/x/libx.so.1", ObjectFile("libx.so.1").bytes)],
                [("usr/bin/p", ObjectFile(needed: ["libx.so.1"]).bytes)],
            ])
            let bare = try image.write(to: directory.appending("bare"))
            #expect(try await ImageAudit.codes(bare, strict: true) == ["elf-unreachable"])
            image.editConfig = {
                $0.replacing(#""config":{}"#, with: #""config":{"Env":["LD_LIBRARY_PATH=/opt/x"]}"#)
            }
            let set = try image.write(to: directory.appending("set"))
            #expect(try await ImageAudit.codes(set, strict: true) == [])
        }
    }

    @Test func `nothing is said of another platform, or of an image with a layer that cannot be read`() async throws {
        try await withTemporaryDirectory { directory in
            var foreign = try Self.image(Self.broken)
            foreign.editConfig = { $0.replacing("amd64", with: "arm64") }
            foreign.platform = nil
            let written = try foreign.write(to: directory.appending("foreign"))
            #expect(try await ImageAudit.codes(written, strict: true) == [])
            let damaged = try Self.image(Self.broken).write(to: directory.appending("damaged"))
            try damaged.damage(damaged.layers[2]) { $0.removeLast($0.count / 2) }
            let codes = try await ImageAudit.codes(damaged, strict: true)
            #expect(!codes.contains { $0.hasPrefix("elf-") } && !codes.isEmpty)
        }
    }
}

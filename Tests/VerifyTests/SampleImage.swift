import Archive
import OCI
import SystemPackage
@testable import Verify

/// A small image that can be written with faults.
struct SampleImage: Sendable {
    struct Layer: Sendable {
        var tar: [UInt8]
        var compression = Compression.gzip
        var mediaType: MediaType?
        var name: String?
        /// Packs the archive in a way of one's own.
        var pack: (@Sendable ([UInt8]) throws -> [UInt8])?
    }

    var layers: [Layer]
    /// Changes the documents' bytes before they get their digests.
    var editConfig: @Sendable (String) -> String = { $0 }
    var editManifest: @Sendable (String) -> String = { $0 }
    var editIndex: @Sendable (String) -> String = { $0 }
    var execution = ExecutionConfig()
    var created: String?
    var platform: Platform? = Platform(os: "linux", architecture: "amd64")

    /// Three layers, one of each codec.
    static func sound() throws -> SampleImage {
        SampleImage(layers: [
            Layer(tar: try RawTar.sound([("etc/os-release", "ID=sample\n"), ("etc/motd", "hello")]), name: "base"),
            Layer(tar: try RawTar.sound([("opt/model", "weights")]), compression: .zstd, name: "model"),
            Layer(tar: try RawTar.sound([("srv/smoke", "picture")]), compression: .none, name: "smoke"),
        ])
    }

    struct Written: Sendable {
        let layout: ImageLayout
        var descriptor: Descriptor
        var config: Descriptor
        var layers: [Descriptor]

        func path(_ descriptor: Descriptor) -> FilePath { layout.path(of: descriptor.digest) }

        /// Changes the bytes of a blob where it lies.
        func damage(_ descriptor: Descriptor, _ change: (inout [UInt8]) -> Void) throws {
            var bytes = try path(descriptor).bytes()
            change(&bytes)
            try path(descriptor).write(bytes)
        }
    }

    func write(to root: FilePath, tag: String = "sample") throws -> Written {
        let layout = try ImageLayout(creatingAt: root)
        var descriptors: [Descriptor] = []
        for layer in layers {
            let type: MediaType =
                switch layer.compression.codec {
                case .none: .layer
                case .gzip: .layerGzip
                case .zstd: .layerZstd
                }
            let blob = try layer.pack?(layer.tar) ?? RawTar.compressed(layer.tar, layer.compression)
            var descriptor = try layout.write(blob, as: layer.mediaType ?? type)
            if let name = layer.name { descriptor.annotations[Annotation.layerName] = name }
            descriptors.append(descriptor)
        }
        let config = ImageConfig(
            created: created, platform: Platform(os: "linux", architecture: "amd64"), execution: execution,
            diffIDs: layers.map { DiffID(Digest(of: $0.tar)) },
            history: layers.map { _ in HistoryEntry(created: created, createdBy: "test") })
        let configDescriptor = try layout.write(SampleImage.edit(config.json, editConfig), as: .config)
        let manifest = Manifest(config: configDescriptor, layers: descriptors)
        var descriptor = try layout.write(SampleImage.edit(manifest.json, editManifest), as: .manifest)
        descriptor.platform = platform
        try layout.tag(descriptor, as: RefName(tag))
        let index = root.appending("index.json")
        let text = String(decoding: try index.bytes(), as: UTF8.self)
        let edited = editIndex(text)
        if edited != text { try index.write(Array(edited.utf8)) }
        return Written(layout: layout, descriptor: descriptor, config: configDescriptor, layers: descriptors)
    }

    private static func edit(_ json: JSON, _ change: (String) -> String) -> [UInt8] {
        Array(change(String(decoding: json.canonical(), as: UTF8.self)).utf8)
    }
}

extension ImageAudit {
    /// The codes of all findings, sorted.
    static func codes(_ image: SampleImage.Written, strict: Bool = false) async throws -> [String] {
        try await ImageAudit(layout: image.layout, jobs: 2).findings(for: image.descriptor, strict: strict)
            .map(\.code.rawValue).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}

extension String {
    /// The text with the first occurrence of `old` replaced, which must be there.
    func swapping(_ old: String, _ new: String) -> String {
        guard let range = firstRange(of: old) else { return self + " " + old + " is not in here" }
        return replacingCharacters(in: range, with: new)
    }

    private func replacingCharacters(in range: Range<String.Index>, with new: String) -> String {
        String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
    }
}

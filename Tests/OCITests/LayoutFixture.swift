import OCI
import SystemPackage
import TestSupport

/// A layout of a test, with what a test needs to write by hand.
struct LayoutFixture {
    let layout: ImageLayout

    /// A new layout in `directory`.
    init(in directory: FilePath) throws {
        layout = try ImageLayout(creatingAt: directory.appending("layout"))
    }

    /// A small image of one plain layer, whose content is told apart by `mark`; it is not listed.
    func image(_ mark: String) throws -> Descriptor {
        let layer = try layout.write(Array(mark.utf8), as: .layer)
        let config = ImageConfig(
            created: nil, platform: Platform(os: "linux", architecture: "amd64"), execution: ExecutionConfig(),
            diffIDs: [DiffID(layer.digest)], history: [])
        return try layout.write(Manifest(config: layout.write(config), layers: [layer]))
    }

    /// The names in the layout's directory of blobs.
    func blobs() throws -> [String] { try layout.root.appending("blobs/sha256").entries().map(\.string) }

    /// The digests that the index lists, each with its tag.
    func listed() throws -> [String] {
        try layout.index().manifests.map { "\($0.digest.short) \($0.annotations[Annotation.refName] ?? "-")" }
    }
}

extension ImageLayout {
    /// Streams a blob and gives back its bytes.
    func bytes(_ descriptor: Descriptor) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try stream(descriptor) { bytes.append(contentsOf: $0) }
        return bytes
    }
}

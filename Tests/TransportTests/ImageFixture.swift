import Archive
import OCI
import SystemPackage
import TestSupport

/// A layout with an image of three layers, one for each way to compress, that real runtimes unpack.
struct ImageFixture {
    let layout: ImageLayout
    let image: Descriptor

    init(in directory: FilePath, config change: (inout ImageConfig) -> Void = { _ in }) throws {
        let layout = try ImageLayout(creatingAt: directory.appending("layout"))
        var (layers, diffIDs): ([Descriptor], [DiffID]) = ([], [])
        for (name, compression) in [("plain", Compression.none), ("gzip", .gzip), ("zstd", .zstd)] {
            let tar = try ImageFixture.tar([("opt/\(name)", Array(repeating: UInt8(ascii: "x"), count: 700))])
            var blob: [UInt8] = []
            var compressor = try Compressor(compression, pledgedSize: Int64(tar.count), workers: 0) {
                blob.append(contentsOf: $0)
            }
            try tar.withUnsafeBytes { try compressor.write($0) }
            try compressor.finish()
            let type: MediaType =
                switch compression.codec {
                case .none: .layer
                case .gzip: .layerGzip
                case .zstd: .layerZstd
                }
            layers.append(try layout.write(blob, as: type))
            diffIDs.append(DiffID(Digest(of: tar)))
        }
        var config = ImageConfig(
            created: "2026-11-01T00:00:00Z", platform: Platform(os: "linux", architecture: "amd64"),
            execution: ExecutionConfig(), diffIDs: diffIDs,
            history: ["plain", "gzip", "zstd"].map { HistoryEntry(created: nil, createdBy: $0) })
        change(&config)
        let manifest = Manifest(config: try layout.write(config), layers: layers)
        var image = try layout.write(manifest)
        image.platform = config.platform
        try layout.tag(image, as: RefName("sample:1"))
        (self.layout, self.image) = (layout, image)
    }

    /// A tar archive of small files.
    static func tar(_ files: [(String, [UInt8])]) throws -> [UInt8] {
        var tar: [UInt8] = []
        var writer = TarWriter { tar.append(contentsOf: $0) }
        for (name, content) in files {
            let entry = try TarEntry(
                path: TarPath(name), kind: .file(size: Int64(content.count)), mode: 0o644, modified: 0)
            try writer.append(entry) { try $0.write(content) }
        }
        try writer.finish()
        return tar
    }

    /// An artifact about the image, listed.
    func referrer() throws -> Descriptor {
        let referrer = try layout.writeReferrer(
            of: image, type: .recipe, blobs: [layout.write(Array("recipe".utf8), as: .recipe)])
        try layout.list([referrer])
        return referrer
    }

    func copy(
        to destination: any ImageDestination, withReferrers: Bool = true
    ) async throws {
        _ = try await Copier(from: LayoutSource(layout), to: destination)
            .copy(.tag(RefName("sample:1")), withReferrers: withReferrers)
    }
}

/// Copies what a source has into a new layout, where every byte is checked.
func imported(
    _ source: any ImageSource, _ selector: ImageReference.Selector = .only, into directory: FilePath
) async throws -> (ImageLayout, Descriptor) {
    let layout = try ImageLayout(creatingAt: directory)
    let report = try await Copier(from: source, to: LayoutDestination(layout, as: .only)).copy(selector)
    for blob in try [layout.manifest(report.image).config] + layout.manifest(report.image).layers {
        try layout.stream(blob) { _ in }
    }
    return (layout, report.image)
}

extension FilePath {
    /// All of a file of a test.
    func bytes() throws -> [UInt8] { try read(limit: 64 << 20) }
}

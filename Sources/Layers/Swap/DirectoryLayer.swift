import Archive
import OCI
import SystemPackage

/// The content of a local directory, as the layer that takes another's place.
///
/// The files go to the path that the old layer's annotation names (`dev.imagesmith.layer.path`): root's, 0644 or 0755,
/// with the image's time.
struct DirectoryLayer {
    private let plan: LayerPlan
    private let path: TarPath
    private let name: String
    private let modelDigest: Digest

    init(_ directory: FilePath, instead old: Descriptor, name: String, epoch: Int64) throws {
        guard try directory.status()?.isDirectory == true else { throw SwapError.notADirectory(directory) }
        guard let text = old.annotations[Annotation.layerPath], let path = try? TarPath(text) else {
            throw SwapError.noPlace(name)
        }
        let recipe = FileRecipe(content: .source(directory), path: path, mode: nil, owner: .root)
        let lock = try FilesLock(locking: [recipe], layer: name, from: directory)
        let inputs = lock.inputs(in: directory)
        guard !inputs.isEmpty else { throw SwapError.emptyDirectory(directory) }
        var files: [Digest: FilePath] = [:]
        for input in inputs {
            if case .local(let file) = input.origin { files[input.digest] = file }
        }
        plan = try LayerPlan(try lock.entries(files: files, epoch: epoch), epoch: epoch)
        self.path = path
        self.name = name
        modelDigest = ModelDigest.of(plan.entries, below: path)
    }

    func write(to writer: LayerWriter) throws -> ComposedLayer {
        let compression = try CompressionChoice.forModel(plan.entries)
        var layer = try writer.write(plan, compression: compression)
        layer.descriptor.annotations = [
            Annotation.layerName: name, Annotation.layerKind: LayerKind.directory.rawValue,
            Annotation.layerPath: path.text ?? path.description,
            Annotation.layerCompression: compression.compressor.map { "\($0) level \(compression.level)" } ?? "none",
            Annotation.modelDigest: modelDigest.description,
        ]
        return layer
    }
}

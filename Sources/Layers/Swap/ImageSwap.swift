import Archive
public import OCI
import SystemPackage

/// Replaces named layers of an image; every other blob is shared, neither read nor written.
public struct ImageSwap: Sendable {
    /// Where the image lies, and where the new one goes.
    public let layout: ImageLayout
    /// How many threads may compress.
    public let workers: Int

    /// A swap in `layout`.
    public init(layout: ImageLayout, workers: Int) {
        self.layout = layout
        self.workers = workers
    }

    /// What a swap made.
    public struct Outcome: Hashable, Sendable {
        /// The new image's manifest.
        public let image: Descriptor
        /// The names of its layers that were replaced, with the new layers.
        public let replaced: [NamedLayer]
    }

    /// Replaces layers and lists the new image as a candidate.
    ///
    /// - Throws: ``SwapError`` where a layer cannot be told, and what reading and writing throw.
    public func swap(_ replacements: [LayerReplacement], in image: Descriptor) throws -> Outcome {
        var manifest = try layout.manifest(image)
        guard image.mediaType == .manifest else { throw SwapError.foreignManifest(image.digest, image.mediaType) }
        var config = try layout.config(of: manifest)
        guard manifest.layers.count == config.diffIDs.count else {
            throw SwapError.counts(
                image: image.digest, layers: manifest.layers.count, diffIDs: config.diffIDs.count)
        }
        let names = replacements.map(\.name)
        if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
            throw SwapError.sameTwice(twice)
        }
        var replaced: [NamedLayer] = []
        for replacement in replacements {
            let position = try ImageSwap.position(of: replacement.name, in: manifest, image: image.digest)
            let layer = try compose(replacement, instead: manifest.layers[position], created: config.created)
            manifest.layers[position] = layer.layer.descriptor
            config.diffIDs[position] = layer.layer.diffID
            ImageSwap.rewriteHistory(&config, layer: position, createdBy: layer.createdBy)
            replaced.append(layer)
        }
        manifest.config = try layout.write(config)
        manifest.annotations[Annotation.previous] = image.digest.description
        manifest.annotations[Annotation.swapped] = names.joined(separator: ",")
        // The recipe and the lock describe the image before; it is reachable by its digest.
        manifest.annotations[Annotation.recipe] = nil
        manifest.annotations[Annotation.lock] = nil
        var swapped = try layout.write(manifest)
        swapped.platform = config.platform
        var candidate = swapped
        candidate.annotations[Annotation.candidate] = "true"
        try layout.list([candidate])
        return Outcome(image: swapped, replaced: replaced)
    }

    /// The position of the layer that bears the name.
    static func position(of name: String, in manifest: Manifest, image: Digest) throws(SwapError) -> Int {
        let positions = manifest.layers.indices.filter {
            manifest.layers[$0].annotations[Annotation.layerName] == name
        }
        if positions.count > 1 { throw .ambiguousLayer(name, image: image, count: positions.count) }
        guard let position = positions.first else {
            throw .noSuchLayer(
                name, image: image, known: manifest.layers.compactMap { $0.annotations[Annotation.layerName] })
        }
        return position
    }

    private func compose(
        _ replacement: LayerReplacement, instead old: Descriptor, created: String?
    ) throws -> NamedLayer {
        switch replacement.source {
        case .directory(let path):
            let epoch = created.flatMap { Moment($0) }?.seconds ?? 0
            let layer = try DirectoryLayer(path, instead: old, name: replacement.name, epoch: epoch)
                .write(to: LayerWriter(layout: layout, workers: workers))
            return NamedLayer(
                name: replacement.name, createdBy: "imagesmith swap \(replacement.name) (directory)", layer: layer,
                isCached: false)
        case .image(let image, let source):
            let (layer, isCached) = try take(replacement.name, from: image, in: source)
            return NamedLayer(
                name: replacement.name,
                createdBy: "imagesmith swap \(replacement.name) (from \(image.digest))", layer: layer,
                isCached: isCached)
        }
    }

    /// Another image's layer of that name; copied, verified, where it lies in another layout.
    private func take(
        _ name: String, from image: Descriptor, in source: ImageLayout
    ) throws -> (ComposedLayer, isCached: Bool) {
        let manifest = try source.manifest(image)
        let config = try source.config(of: manifest)
        let position = try ImageSwap.position(of: name, in: manifest, image: image.digest)
        guard config.diffIDs.indices.contains(position) else {
            throw SwapError.counts(
                image: image.digest, layers: manifest.layers.count, diffIDs: config.diffIDs.count)
        }
        let layer = ComposedLayer(descriptor: manifest.layers[position], diffID: config.diffIDs[position])
        if try layout.keep(layer.descriptor) { return (layer, true) }
        let copy = BlobCopy(try BlobWriter(in: layout))
        try source.stream(layer.descriptor) { try copy.write($0) }
        _ = try copy.commit(as: layer.descriptor.mediaType)
        return (layer, false)
    }

    /// Says of the history's step for the layer that a swap made it; images without a history get none.
    private static func rewriteHistory(_ config: inout ImageConfig, layer position: Int, createdBy: String) {
        var layer = 0
        for index in config.history.indices where !config.history[index].isEmptyLayer {
            if layer == position {
                config.history[index] = HistoryEntry(created: config.history[index].created, createdBy: createdBy)
                return
            }
            layer += 1
        }
    }
}

/// A blob writer that a closure can share.
private final class BlobCopy {
    private var writer: BlobWriter?

    init(_ writer: consuming BlobWriter) { self.writer = consume writer }

    func write(_ bytes: UnsafeRawBufferPointer) throws { try writer?.write(bytes) }

    func commit(as mediaType: MediaType) throws -> Descriptor {
        guard let writer = writer.take() else { preconditionFailure("a blob is committed once") }
        return try writer.commit(as: mediaType)
    }
}

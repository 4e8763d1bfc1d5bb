public import OCI

/// An image that another is put upon, by its manifest and its configuration: no layer of it was fetched.
public struct BaseImage: Hashable, Sendable {
    /// The image as the lock names it.
    public let lock: BaseLock
    /// Its layers, the lowest first, in OCI's types.
    public let layers: [Descriptor]
    /// Its configuration.
    public let config: ImageConfig

    /// Checks that the documents of an image fit together, and that layers can be put upon it.
    ///
    /// - Throws: ``BaseImageError``.
    init(
        _ lock: BaseLock, manifest: Manifest, config: ImageConfig, platform: Platform, layerNames: [String]
    ) throws(BaseImageError) {
        let image = lock.image
        guard manifest.artifactType == nil, [.config, .dockerConfig].contains(manifest.config.mediaType) else {
            throw .artifact(image, manifest.artifactType ?? manifest.config.mediaType)
        }
        guard config.platform.os == platform.os, config.platform.architecture == platform.architecture else {
            throw .platform(image, expected: platform, actual: config.platform)
        }
        guard manifest.layers.count == config.diffIDs.count else {
            throw .counts(image, layers: manifest.layers.count, diffIDs: config.diffIDs.count)
        }
        var layers: [Descriptor] = []
        for var layer in manifest.layers {
            guard let type = BaseImage.types[layer.mediaType] else { throw .layerType(image, layer.mediaType) }
            layer.mediaType = type
            layers.append(layer)
            if let name = layer.annotations[Annotation.layerName], layerNames.contains(name) {
                throw .layerName(image, name)
            }
        }
        self.lock = lock
        self.layers = layers
        self.config = config
    }

    /// The types of layers that can be kept, each with OCI's word for the same bytes.
    private static let types: [MediaType: MediaType] = [
        .layer: .layer, .layerGzip: .layerGzip, .layerZstd: .layerZstd, .dockerLayer: .layer,
        .dockerLayerGzip: .layerGzip,
    ]

    /// How the base's layers came to be, as many steps as layers: where the base does not tell, its name stands there.
    var history: [HistoryEntry] {
        let steps = config.history
        guard steps.count(where: { !$0.isEmptyLayer }) != layers.count else { return steps }
        return layers.map { _ in HistoryEntry(created: nil, createdBy: "from \(lock.image)") }
    }

    /// What an image says of its base.
    ///
    /// Source: OCI image-spec, annotations.md, `org.opencontainers.image.base.*`.
    var annotations: [String: String] {
        var annotations = [Annotation.baseDigest: lock.image.digest.description]
        annotations[Annotation.baseName] = lock.image.name
        return annotations
    }
}

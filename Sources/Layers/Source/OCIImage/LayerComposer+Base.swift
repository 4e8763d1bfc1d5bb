import OCI
public import SystemPackage

extension LayerComposer {
    /// The base of a lock, by its manifest and its configuration, which are put into the store; nil for a lock without one.
    ///
    /// No layer is fetched: where the store lacks one, it is noted where it can be had.
    /// - Parameter directory: The recipe's directory, which a layout's path starts from.
    /// - Throws: ``BaseImageError``, ``ImageSourceError``, ``LayoutError``.
    public func base(of lock: Lock, directory: FilePath) async throws -> BaseImage? {
        guard let base = lock.base else { return nil }
        return try await runBlocking {
            let image = base.image.located(from: directory)
            let manifest = try manifest(of: base, at: image)
            let config = try config(of: manifest, at: image)
            let made = try BaseImage(
                base, manifest: manifest, config: config, platform: lock.platform, layerNames: lock.layers.map(\.name))
            guard let origin = fetcher.images.origin(of: image) else { return made }
            let origins = BlobOrigins(of: layout)
            for layer in made.layers where try !layout.contains(layer) { try origins.record(origin, for: layer.digest) }
            return made
        }
    }

    private func manifest(of base: BaseLock, at image: PinnedImage) throws -> Manifest {
        if let manifest = try? layout.manifest(base.manifest) { return manifest }
        let document = try fetcher.images.document(base.manifest.digest, of: image)
        guard document.descriptor.size == base.manifest.size else {
            throw BaseImageError.size(
                image, base.manifest.digest, expected: base.manifest.size, actual: document.descriptor.size)
        }
        _ = try layout.write(document.bytes, as: base.manifest.mediaType)
        do { return try document.manifest() } catch { throw ImageSourceError(error, image) }
    }

    private func config(of manifest: Manifest, at image: PinnedImage) throws -> ImageConfig {
        if let config = try? layout.config(of: manifest) { return config }
        let bytes = try fetcher.images.bytes(manifest.config, of: image)
        _ = try layout.write(bytes, as: manifest.config.mediaType)
        do { return try ImageConfig(JSON(parsing: bytes)) } catch { throw ImageSourceError(error, image) }
    }
}

import OCI
import SystemPackage

extension RecipeLocker {
    /// Decides the base of a recipe: of an index the image for the recipe's platform. No layer is fetched.
    func lockBase(of recipe: Recipe) async throws -> BaseLock? {
        guard let written = recipe.base else { return nil }
        return try await runBlocking { [fetcher] in
            let image = written.located(from: recipe.directory)
            var document = try fetcher.images.document(image.digest, of: image)
            if document.isIndex {
                let index: ImageIndex
                do { index = try document.index() } catch { throw ImageSourceError(error, image) }
                let manifests = index.manifests.filter { $0.mediaType.isManifest && $0.artifactType == nil }
                let fitting = manifests.first { $0.platform?.serves(recipe.platform) == true }
                guard let fitting else {
                    throw BaseImageError.noPlatform(
                        image, expected: recipe.platform, known: manifests.compactMap(\.platform))
                }
                document = try fetcher.images.document(fitting.digest, of: image)
                guard !document.isIndex else { throw ImageSourceError.index(image) }
            }
            let lock = BaseLock(image: written, manifest: document.descriptor)
            // What cannot be a base is told now, and not by the first build.
            let manifest: Manifest
            let config: ImageConfig
            do {
                manifest = try document.manifest()
                config = try ImageConfig(JSON(parsing: try fetcher.images.bytes(manifest.config, of: image)))
            } catch { throw ImageSourceError(error, image) }
            _ = try BaseImage(
                lock, manifest: manifest, config: config, platform: recipe.platform,
                layerNames: recipe.layers.map(\.name))
            return lock
        }
    }
}

extension Platform {
    /// Whether an image for this platform runs on the other; a variant that only one of them names is no contradiction.
    fileprivate func serves(_ other: Platform) -> Bool {
        os == other.os && architecture == other.architecture
            && (variant == nil || other.variant == nil || variant == other.variant)
    }
}

public import OCI
public import SystemPackage

/// Reads images and artifacts by digest from where recipes say they are: the store, image layouts, registries.
///
/// It blocks the thread that it is called on. Nothing is handed over whose digest was not checked.
public struct ImageSources: Sendable {
    /// The local store; nil where there is none yet.
    public let store: FilePath?
    /// Reads registries.
    public let registry: RegistryClient
    /// Whether registries may not be asked.
    public let isOffline: Bool

    /// Sources from their parts.
    public init(store: FilePath?, registry: RegistryClient, isOffline: Bool) {
        self.store = store
        self.registry = registry
        self.isOffline = isOffline
    }

    /// The manifest or index of that digest, from where `image` is. `image` has its place from the root.
    func document(_ digest: Digest, of image: PinnedImage) throws(ImageSourceError) -> ManifestDocument {
        do {
            switch image.place {
            case .registry(let repository):
                guard !isOffline else { throw ImageSourceError.offline(image, digest) }
                return try registry.manifest(RegistryReference(repository, .digest(digest)))
            case .store, .layout:
                let layout = try layout(of: image)
                let bytes: [UInt8]
                do { bytes = try layout.path(of: digest).read(limit: JSONLimits.document.bytes) } catch {
                    if case .failed(.open, _, .noSuchFileOrDirectory) = error {
                        throw LayoutError.missingBlob(digest, layout: layout.root)
                    }
                    throw error
                }
                let actual = Digest(of: bytes)
                guard actual == digest else { throw LayoutError.digest(expected: digest, actual: actual) }
                return try ManifestDocument(bytes, from: image.description)
            }
        } catch { throw ImageSourceError(error, image) }
    }

    /// Streams a blob of `image`; size and digest are checked at its end.
    ///
    /// - Throws: ``ImageSourceError``, and what the closures throw.
    func blob(
        _ blob: Descriptor, of image: PinnedImage, isCancelled: () -> Bool = { false },
        restarted: () throws -> Void, receive: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        switch image.place {
        case .registry(let repository):
            guard !isOffline else { throw ImageSourceError.offline(image, blob.digest) }
            try registry.blob(
                blob, of: repository, isCancelled: isCancelled, restarted: restarted, receive: receive)
        case .store, .layout: try layout(of: image).stream(blob, receive)
        }
    }

    /// A small blob of `image` as a whole.
    func bytes(_ blob: Descriptor, of image: PinnedImage) throws(ImageSourceError) -> [UInt8] {
        do {
            switch image.place {
            case .registry(let repository):
                guard !isOffline else { throw ImageSourceError.offline(image, blob.digest) }
                return try registry.blob(blob, of: repository, limit: JSONLimits.document.bytes)
            case .store, .layout: return try layout(of: image).read(blob)
            }
        } catch { throw ImageSourceError(error, image) }
    }

    /// Where the blobs of `image` can be had later; nil for the store, whose blobs are where they are wanted.
    func origin(of image: PinnedImage) -> BlobOrigin? {
        switch image.place {
        case .registry(let repository): .registry(repository)
        case .layout(let path): .layout(path)
        case .store: nil
        }
    }

    private func layout(of image: PinnedImage) throws -> ImageLayout {
        switch image.place {
        case .layout(let path): return try ImageLayout(at: path)
        case .store, .registry:
            guard let store else { throw ImageSourceError.noStore(image) }
            return try ImageLayout(at: store)
        }
    }
}

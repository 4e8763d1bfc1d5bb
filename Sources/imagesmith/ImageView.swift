import OCI
import SystemPackage
import Transport

/// An image from anywhere, to look at: what is in no layout is laid out as one, in a directory that goes with this value.
struct ImageView: ~Copyable {
    /// The layout's directory.
    let root: FilePath
    private let selector: ImageReference.Selector
    private let name: FilePath?
    private let scratch: Scratch?

    /// Opens a layout, an archive or a repository of a registry.
    ///
    /// Of a registry the documents come, and its layers when they are fetched, as those of any shallow layout.
    /// - Throws: `ImageArchiveError` for an archive that cannot be read, and what the registry answers.
    init(_ text: String, store: StoreOptions, client: RegistryClient) async throws {
        switch try ImageLocation(text) {
        case .layout(let reference):
            self.init(
                root: store.root(of: reference), selector: reference.selector, name: reference.layout, scratch: nil)
        case .layoutArchive(let file, let selector):
            try await self.init(file, selector) { try ArchiveLayout.unpack(layoutArchive: $0, into: $1) }
        case .dockerArchive(let file, let selector):
            try await self.init(file, selector) { try ArchiveLayout.unpack(dockerArchive: $0, into: $1) }
        case .registry(let reference):
            let scratch = try Scratch(fallback: Environment.cachePath)
            let root = scratch.path.appending("layout")
            let digest = try await runBlocking { try ImageView.fetch(reference, into: root, client) }
            self.init(root: root, selector: .digest(digest), name: root, scratch: scratch)
        }
    }

    private init(root: FilePath, selector: ImageReference.Selector, name: FilePath?, scratch: consuming Scratch?) {
        self.root = root
        self.selector = selector
        self.name = name
        self.scratch = scratch
    }

    private init(
        _ file: FilePath, _ selector: ImageReference.Selector,
        unpack: @escaping @Sendable (FilePath, FilePath) throws -> Void
    ) async throws {
        let file = Environment.absolute(file)
        let scratch = try Scratch(size: (file.status()?.size ?? 0) + 256 << 20, fallback: Environment.cachePath)
        let root = scratch.path.appending("layout")
        try await runBlocking { try unpack(file, root) }
        self.init(root: root, selector: selector, name: root, scratch: scratch)
    }

    /// The image.
    ///
    /// - Throws: `LayoutError` where there is none, or where the layout's own documents are at fault.
    func resolve() throws -> LocatedImage {
        let layout = try ImageLayout(at: root)
        let image = try layout.resolve(ImageReference(layout: name, selector: selector))
        return LocatedImage(layout: layout, descriptor: image)
    }

    private static func fetch(
        _ reference: RegistryReference, into root: FilePath, _ client: RegistryClient
    ) throws -> Digest {
        let layout = try ImageLayout(creatingAt: root)
        let image = try ShallowCopy(
            from: RegistrySource(reference, readBy: client), at: .registry(reference.repository), to: layout
        ).copy(.only, referrers: [.recipe, .lock, .smokePlan, .smokeReport])
        try layout.list([image])
        let fetcher = BlobFetcher(layout: layout, registry: client)
        for referrer in try layout.referrers(of: image.digest) {
            for blob in try layout.manifest(referrer).layers where try !layout.contains(blob) {
                try fetcher.fetch(blob)
            }
        }
        return image.digest
    }
}

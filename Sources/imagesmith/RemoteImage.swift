import Layers
import OCI
import Smoke
import SystemPackage

/// An image of a registry that is worked on in the store: its documents come there, its layers only where they are needed,
/// and what is new goes back.
struct RemoteImage {
    /// The image, or the index, in the repository.
    let image: Descriptor
    /// The repository that it came from.
    let repository: RegistryRepository
    let store: ImageLayout
    let client: RegistryClient

    /// Reads an image's documents, and the artifacts about it of some kinds.
    init(_ reference: RegistryReference, referrers types: Set<MediaType>, store: ImageLayout, client: RegistryClient)
        throws
    {
        (repository, self.store, self.client) = (reference.repository, store, client)
        image = try ShallowCopy(
            from: RegistrySource(reference, readBy: client), at: .registry(reference.repository), to: store
        ).copy(.only, referrers: types)
    }

    /// An image of the store that has the blobs of `other` to go with.
    init(_ image: Descriptor, like other: RemoteImage) {
        self.image = image
        (repository, store, client) = (other.repository, other.store, other.client)
    }

    /// The image that can be tested here: of an index the one for this machine.
    func testable() throws -> Descriptor {
        guard image.mediaType.isIndex else { return image }
        let index = try ImageIndex(JSON(parsing: store.read(image)))
        let here = Environment.platform
        guard let entry = index.entry(for: here) else { throw GateError.noPlatform(image.digest, here) }
        return entry
    }

    /// The smoke plan of an image, whose pictures are fetched.
    func plan(of image: Descriptor, named name: String) async throws -> SmokePlan {
        let fetcher = BlobFetcher(layout: store, registry: client)
        for referrer in try store.referrers(of: image.digest, type: .smokePlan).suffix(1) {
            let missing = try store.manifest(referrer).layers.filter { try !store.keep($0) }
            try await runBlocking { for blob in missing { try fetcher.fetch(blob) } }
        }
        guard let plan = try SmokePlan.load(from: store, subject: image) else { throw GateError.noPlan(name) }
        return plan
    }

    /// Sends the image under its digest, with what is about it; what the repository has does not travel.
    func push(to repository: RegistryRepository, hear: @escaping @Sendable (CopyEvent) -> Void) async throws {
        let destination = RegistryDestination(
            RegistryReference(repository, .digest(image.digest)), writtenBy: client, journal: store.uploads,
            spool: store.partials)
        _ = try await Copier(from: LayoutSource(store, completedBy: client), to: destination, hear: hear)
            .copy(.digest(image.digest))
    }

    /// Gives the image a tag of a repository, if that still stands for what it stood for; else the command ends with 1.
    func move(_ tag: RegistryReference, from expected: Digest?) throws {
        let document = try ManifestDocument(store.read(image), from: tag.description)
        do { try client.move(tag, to: document, ifStill: expected) } catch let error as TagMovedError {
            Terminal.fail(error.description)
            try Outcome.faultFound.end()
        }
    }
}

extension RegistryReference {
    /// The tag that a reference names in so many words: where something is written, none goes without saying.
    static func tag(_ text: String) throws -> RegistryReference {
        let reference = try RegistryReference(text)
        guard case .tag(let tag) = reference.selector, text.hasSuffix(":\(tag)") else {
            throw ReferenceError.tag(text)
        }
        return reference
    }
}

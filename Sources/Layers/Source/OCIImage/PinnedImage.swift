public import OCI
public import SystemPackage

/// An image or artifact that a recipe names by its digest: `docker://HOST/NAME@DIGEST`, `oci:DIR@DIGEST` or `NAME@DIGEST` in
/// the store.
public struct PinnedImage: Hashable, Sendable, CustomStringConvertible {
    /// Where it is.
    public let place: Place
    /// The digest of its manifest, or of an index over several.
    public let digest: Digest
    /// The reference as the recipe writes it.
    public let description: String

    /// Where an image can be.
    public enum Place: Hashable, Sendable {
        /// The local store.
        case store
        /// An image layout; its path starts from the recipe's directory.
        case layout(FilePath)
        /// A repository of a registry.
        case registry(RegistryRepository)
    }

    /// Parses a reference.
    ///
    /// - Throws: ``ReferenceError``, also for one without a digest: a tag can mean another image tomorrow.
    public init(_ text: String) throws(ReferenceError) {
        description = text
        if text.hasPrefix(RegistryReference.transport) {
            let reference = try RegistryReference(text)
            guard case .digest(let digest) = reference.selector else { throw .notPinned(text) }
            self.digest = digest
            place = .registry(reference.repository)
        } else {
            let reference = try ImageReference(text)
            guard case .digest(let digest) = reference.selector else { throw .notPinned(text) }
            self.digest = digest
            place = reference.layout.map { .layout($0) } ?? .store
        }
    }

    private init(place: Place, digest: Digest, description: String) {
        self.place = place
        self.digest = digest
        self.description = description
    }

    /// The same image, whose layout's path starts from `directory`.
    func located(from directory: FilePath) -> PinnedImage {
        guard case .layout(let path) = place, !path.isAbsolute else { return self }
        return PinnedImage(
            place: .layout(directory.pushing(path).lexicallyNormalized()), digest: digest, description: description)
    }

    /// The name without the digest, where the image has one that means the same elsewhere.
    var name: String? {
        switch place {
        case .store:
            description.firstIndex(of: "@").map { String(description[..<$0]) }.flatMap { $0.isEmpty ? nil : $0 }
        case .layout: nil
        case .registry(let repository): repository.description
        }
    }
}

/// Another writer was faster: a tag of a registry no longer stands for what it stood for.
public struct TagMovedError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The tag.
    public let reference: RegistryReference
    /// What it stood for when the work began.
    public let expected: Digest?
    /// What it stands for now.
    public let actual: Digest?
    /// The image that was to get it.
    public let image: Digest

    /// An error from its parts.
    public init(reference: RegistryReference, expected: Digest?, actual: Digest?, image: Digest) {
        self.reference = reference
        self.expected = expected
        self.actual = actual
        self.image = image
    }

    /// The sentence for people.
    public var description: String {
        "\(reference) was \(expected.map(\.description) ?? "not there") when it was read, and is "
            + "\(actual.map(\.description) ?? "gone") now; it was left alone. The image is in the repository as \(image): "
            + "look at what the other writer did, and begin anew from it"
    }
}

/// Why a tag of a layout cannot be taken away or given back.
public enum TagHistoryError: Error, Hashable, Sendable, CustomStringConvertible {
    case noSuchTag(RefName, known: [RefName])
    /// The tag never stood for anything else.
    case noHistory(RefName)
    /// There are not so many digests before.
    case tooFar(RefName, steps: Int, known: Int)
    case neverHad(RefName, Digest)
    /// The image was collected since.
    case collected(RefName, Digest)
    /// A blob of the image is neither here nor noted where it can be had.
    case incomplete(RefName, Digest, missing: Digest)
    /// The image has tags, which are to be taken away first.
    case hasTags(Digest, [RefName])

    /// The sentence for people.
    public var description: String {
        switch self {
        case .noSuchTag(let name, let known):
            "there is no tag '\(name)'; "
                + (known.isEmpty ? "there are none" : "there are \(TagHistoryError.list(known))")
        case .noHistory(let name): "the tag '\(name)' stood for no other image before, so there is nothing to return to"
        case .tooFar(let name, let steps, let known):
            "the tag '\(name)' cannot go back \(steps) steps: \(known) earlier images are remembered"
        case .neverHad(let name, let digest):
            "the tag '\(name)' is not known to have stood for \(digest); 'imagesmith rollback \(name) --list' tells for which"
        case .collected(let name, let digest):
            "the image \(digest), for which the tag '\(name)' stood before, is no longer here; build it again"
        case .incomplete(let name, let digest, let missing):
            "the tag '\(name)' cannot return to \(digest): the blob \(missing) is missing, and nothing says where it can be had"
        case .hasTags(let digest, let names):
            "the image \(digest) has the tags \(TagHistoryError.list(names)); name those to take them away"
        }
    }

    private static func list(_ names: [RefName]) -> String { names.map(\.description).joined(separator: ", ") }
}

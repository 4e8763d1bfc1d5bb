public import OCI

/// A layer that two images hold differently.
public struct LayerChange: Hashable, Sendable {
    /// The layer's name in the recipe, or its place as in `layers[2]`.
    public let name: PrintableText
    /// The layer as it was; nil where it was not there.
    public let old: Layer?
    /// The layer as it is now; nil where it is no longer there.
    public let new: Layer?
    /// The paths that differ; empty where a layer was added or removed, was only packed or placed otherwise.
    public let files: [FileChange]

    /// Of how many files of a layer the contents are compared.
    static let comparedFiles = 100
    /// How many paths of a layer are told to people, and how many in a document.
    static let toldPaths = (people: 200, document: 100_000)

    /// A layer as an image holds it.
    public struct Layer: Hashable, Sendable {
        /// Its place, the lowest first.
        public let position: Int
        /// The blob.
        public let digest: Digest
        /// The size of the blob.
        public let size: Int64
        /// The content.
        public let diffID: DiffID

        /// The layer as a member of a difference.
        public var json: JSON {
            [
                "position": .integer(Int64(position)), "digest": .string(digest.description), "size": .integer(size),
                "diffID": .string(diffID.description),
            ]
        }
    }

    /// What happened to the layer.
    public enum Kind: String, Hashable, Sendable {
        case added, removed, changed
        /// The same content in another blob.
        case repacked
        /// The same blob at another place among the layers that both images have.
        case moved
    }

    /// What happened to the layer.
    public var kind: Kind {
        guard let old else { return .added }
        guard let new else { return .removed }
        if old.diffID != new.diffID { return .changed }
        return old.digest == new.digest ? .moved : .repacked
    }

    /// The change as a member of a difference.
    public var json: JSON {
        .members([
            "name": .string(name.description), "change": .string(kind.rawValue), "old": old?.json, "new": new?.json,
            "files": .array(files.prefix(LayerChange.toldPaths.document).map(\.json)),
            "omitted": files.count > LayerChange.toldPaths.document
                ? .integer(Int64(files.count - LayerChange.toldPaths.document)) : nil,
        ])
    }

    /// The change for people: a line for the layer and one for each path.
    public var lines: [String] {
        let digests = [old, new].compactMap { $0 }.map { "\($0.digest.short), \($0.size) bytes" }
        let told = files.prefix(LayerChange.toldPaths.people).flatMap(\.lines).map { "  \($0)" }
        let omitted = files.count - LayerChange.toldPaths.people
        return ["layer \(name) \(kind.rawValue) (\(digests.joined(separator: " → ")))"] + told
            + (omitted > 0 ? ["  and \(omitted) more paths, which --json lists"] : [])
    }
}

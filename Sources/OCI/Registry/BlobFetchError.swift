/// Why a blob could not be had anywhere.
public struct BlobFetchError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The blob.
    public let blob: Descriptor
    /// What happened at each place.
    public let reasons: [String]

    /// The sentence for people.
    public var description: String {
        reasons.isEmpty
            ? "the blob \(blob.digest) is not in the store, and nothing says where it can be had; copy the image anew"
            : "cannot fetch the blob \(blob.digest) (\(blob.size) bytes); tried \(reasons.count): "
                + reasons.joined(separator: "; ")
    }
}

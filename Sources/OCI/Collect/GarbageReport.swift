/// What a collection removed from a layout, or would.
public struct GarbageReport: Hashable, Sendable {
    /// The images without a tag that are listed no longer.
    public var images: [Digest] = []
    /// The artifacts about such images, and the smoke reports that newer ones replace.
    public var artifacts: [Digest] = []
    /// The blobs.
    public var blobs: [Digest] = []
    /// What killed processes left half written, and hints about what is gone.
    public var leftovers = 0
    /// How many bytes this frees.
    public var bytes: Int64 = 0
    /// Whether other processes were at work, so that what is new was left to them.
    public var isShared = false

    /// A report of nothing.
    public init() {}

    /// The report as a document.
    public var json: JSON {
        [
            "images": .array(images.map { .string($0.description) }),
            "artifacts": .array(artifacts.map { .string($0.description) }),
            "blobs": .array(blobs.map { .string($0.description) }), "leftovers": .integer(Int64(leftovers)),
            "bytes": .integer(bytes), "inUse": .bool(isShared),
        ]
    }
}

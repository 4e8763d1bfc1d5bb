public import OCI

/// How much an audit looked at.
public struct AuditCounts: Hashable, Sendable {
    /// Blobs read.
    public var blobs = 0
    /// Bytes of these blobs.
    public var bytes: Int64 = 0
    /// Layers whose content was read.
    public var layers = 0
    /// Entries of these layers.
    public var entries = 0

    /// Nothing yet.
    public init() {}

    static func += (left: inout AuditCounts, right: AuditCounts) {
        left.blobs += right.blobs
        left.bytes += right.bytes
        left.layers += right.layers
        left.entries += right.entries
    }

    /// The counts as a member of a report.
    public var json: JSON {
        [
            "blobs": .integer(Int64(blobs)), "bytes": .integer(bytes), "layers": .integer(Int64(layers)),
            "entries": .integer(Int64(entries)),
        ]
    }
}

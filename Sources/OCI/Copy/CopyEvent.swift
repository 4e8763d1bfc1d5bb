/// What happens in a copy, for whoever watches.
public enum CopyEvent: Sendable {
    /// There are so many blobs, with so many bytes in all.
    case planned(blobs: Int, bytes: Int64)
    /// So many bytes more were written or sent.
    case advanced(Int64)
    /// A blob is there.
    case delivered(Descriptor, BlobDelivery)
}

/// How a blob came to be where it was copied to.
public enum BlobDelivery: Hashable, Sendable {
    /// Its bytes were written; fewer than it has, where a copy before had left some.
    case copied(bytes: Int64)
    /// The registry took it from another of its repositories.
    case mounted
    /// It was there.
    case present
}

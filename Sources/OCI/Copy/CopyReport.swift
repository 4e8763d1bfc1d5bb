/// What a copy did.
public struct CopyReport: Hashable, Sendable {
    /// The image, with the digest that it has in both places.
    public let image: Descriptor
    /// How many blobs were written.
    public internal(set) var copied = 0
    /// How many blobs were there already.
    public internal(set) var skipped = 0
    /// How many blobs the registry took from another of its repositories.
    public internal(set) var mounted = 0
    /// How many bytes of blobs were written or sent, those sent twice among them.
    public internal(set) var bytes: Int64 = 0
    /// How many manifests and indexes there are, those of referrers among them.
    public let documents: Int
    /// How many artifacts about the image came along.
    public let referrers: Int

    init(_ plan: CopyPlan, _ deliveries: [BlobDelivery]) {
        image = plan.image
        documents = plan.documents.count
        referrers = plan.referrers.count
        for delivery in deliveries {
            switch delivery {
            case .copied(let count):
                copied += 1
                bytes += count
            case .mounted: mounted += 1
            case .present: skipped += 1
            }
        }
    }
}

import SystemPackage

/// Remembers where the blobs can be had that a layout lacks: what makes a layout shallow.
///
/// A record is a hint, never proof: what comes from an origin is believed by its digest.
public struct BlobOrigins: Sendable {
    private let layout: ImageLayout

    /// The records of a layout.
    public init(of layout: ImageLayout) { self.layout = layout }

    /// The most places that are remembered of one blob.
    private static let most = 8

    /// Notes that a blob can be had from `origin`; the latest place is tried first.
    public func record(_ origin: BlobOrigin, for digest: Digest) throws(FileError) {
        let known = try recorded(of: digest)
        if known.first == origin { return }
        let places = ([origin] + known.filter { $0 != origin }).prefix(BlobOrigins.most)
        let record: JSON = ["origins": .array(places.map { .string($0.description) })]
        let path = path(of: digest)
        try path.removingLastComponent().createDirectories()
        try path.replace(with: record.canonical())
    }

    /// Where a blob can be had, in the order in which to try; none where nobody noted it.
    public func places(of digest: Digest) -> [BlobOrigin] { (try? recorded(of: digest)) ?? [] }

    private func recorded(of digest: Digest) throws(FileError) -> [BlobOrigin] {
        guard
            let bytes = try path(of: digest).readHint(limit: 1 << 16),
            let texts = try? JSONField(JSON(parsing: bytes)).object().required("origins").strings()
        else { return [] }
        return texts.compactMap { BlobOrigin($0) }
    }

    private func path(of digest: Digest) -> FilePath {
        layout.root.appending(".imagesmith/origins").appending("\(digest.hex).json")
    }
}

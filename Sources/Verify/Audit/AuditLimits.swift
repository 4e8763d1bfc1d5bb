/// How far an audit follows what an image asks of it.
public struct AuditLimits: Hashable, Sendable {
    /// The most bytes that one layer may decompress to.
    public var layerSize: Int64 = 1 << 40
    /// The most that the content of a large layer may exceed its blob. One file can shrink a thousandfold; a layer above
    /// the unquestioned size that does is a bomb.
    public var ratio: Int64 = 250
    /// Content up to here is followed whatever the ratio.
    public var unquestionedSize: Int64 = 4 << 30
    /// The most entries of one layer.
    public var entriesPerLayer = 1_000_000
    /// The most bytes of paths and link targets in one layer.
    public var nameBytesPerLayer = 256 << 20
    /// The most paths of one layer, the directories above its entries and the targets of its links among them, and the most
    /// bytes of their names: a directory's name counts once, however much it holds.
    var layerPaths = PathTable.Size(paths: 2_000_000, nameBytes: 64 << 20)
    /// The same of all layers of an image together.
    var imagePaths = PathTable.Size(paths: 4_000_000, nameBytes: 128 << 20)
    /// The most faults that are told of one layer; of what layers do to each other, the most of each code.
    public var faultsPerLayer = 200
    /// The most manifests of one index.
    public var manifestsPerIndex = 10_000
    /// How deep indexes may nest.
    public var indexDepth = 4

    /// The standard limits.
    public init() {}

    /// The most bytes that are taken out of a blob of that size.
    func contentLimit(blobSize: Int64) -> Int64 {
        let (bySize, overflow) = blobSize.multipliedReportingOverflow(by: ratio)
        return min(layerSize, max(unquestionedSize, overflow ? .max : bySize))
    }
}

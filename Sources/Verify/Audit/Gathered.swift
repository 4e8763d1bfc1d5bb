import OCI

/// What an audit has gathered so far, in the order in which it looked.
struct Gathered: Sendable {
    var findings: [Finding] = []
    var counts = AuditCounts()
    /// The chain over the layers as they are, where the image is one and all of them could be read.
    var chain: ChainID?

    static func += (left: inout Gathered, right: Gathered) {
        left.findings += right.findings
        left.counts += right.counts
    }
}

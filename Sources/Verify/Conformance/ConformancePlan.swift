import OCI

/// What is known of an image and its lock before a layer is read, and what of the layers must be known to compare them.
public struct ConformancePlan: Sendable {
    /// The report so far.
    var report: ConformanceReport
    /// The image, and what the lock says of it; nil where there is nothing to compare it with.
    let subject: (side: ImageSide, facts: LockFacts, covered: [Int: LayerFacts])?
    /// What an audit may gather on its way, so that the comparison need not read the layers again.
    public let listings: LayerListings

    /// A plan that ends with what was found already.
    init(_ report: ConformanceReport) {
        self.report = report
        subject = nil
        listings = LayerListings([:])
    }

    /// A plan to compare the layers of `side`.
    init(_ report: ConformanceReport, side: ImageSide, facts: LockFacts, covered: [Int: LayerFacts]) {
        self.report = report
        subject = (side, facts, covered)
        var places: [Digest: [Int]] = [:]
        for layer in side.layers { places[layer.descriptor.digest, default: []].append(layer.position) }
        // What stands in an image twice may be another thing to the lock each time; it is read for each place.
        let alone = places.filter { $0.value.count == 1 }
        listings = LayerListings(alone.mapValues { ConformanceComparison.wishes(of: covered[$0[0]]) })
    }
}

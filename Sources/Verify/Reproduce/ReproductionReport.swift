public import OCI

/// What comparing an image with what was made anew came to.
public struct ReproductionReport: Hashable, Sendable {
    /// The image that was made anew.
    public let rebuilt: Digest
    /// Whether the two are the same to the bit.
    public let isEqual: Bool
    /// The differences, the first of each layer.
    public var findings: [Finding] = []
    /// How many of the local inputs were taken out of the image, by the lock's digests.
    public var carriedInputs = 0

    /// The report as a member of verify's; the findings stand among all others.
    public var json: JSON {
        [
            "digest": .string(rebuilt.description), "equal": .bool(isEqual),
            "carriedInputs": .integer(Int64(carriedInputs)),
        ]
    }

    /// The report for people, the findings aside.
    public var line: String {
        let inputs = carriedInputs > 0 ? "; \(carriedInputs) local inputs were taken out of the image" : ""
        return isEqual
            ? "reproduce: the same image to the bit\(inputs)"
            : "reproduce: another image, \(rebuilt)\(inputs)"
    }
}

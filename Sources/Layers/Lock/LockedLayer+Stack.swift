public import OCI

extension LockedLayer {
    /// Whether the layer is made of those below it, and not of its own entry alone.
    var isMadeOfLayersBelow: Bool { kind == .libraries }

    /// The digest of all that the bytes of a layer over others depend on: what is its own, and the content below it.
    public func inputsDigest(epoch: Int64, over below: [DiffID]) -> Digest {
        let inputs: JSON = [
            "own": .string(inputsDigest(epoch: epoch).description),
            "below": .array(below.map { .string($0.description) }),
        ]
        return Digest(of: inputs.canonical())
    }
}

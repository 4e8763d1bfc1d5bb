import OCI

/// What keeps an image from being gated.
enum GateError: Error, Equatable, CustomStringConvertible {
    case noPlan(String)
    case otherDevice(claimed: String, asked: String)
    case notPassed(Digest)
    case noPlatform(Digest, Platform)

    /// The sentence for people.
    var description: String {
        switch self {
        case .noPlan(let image):
            "\(image) has no smoke tests, and nothing is tagged before it passed one; add 'smoke:' to its recipe"
        case .otherDevice(let claimed, let asked):
            "the image claims to serve the \(claimed), so a test on the \(asked) proves nothing; "
                + "leave --device out, or change the recipe's smoke device"
        case .noPlatform(let index, let here):
            "the index \(index) has no image for \(here), so nothing of it can be tested on this machine"
        case .notPassed(let digest):
            "the image \(digest) has passed no smoke test here; run 'imagesmith smoke @\(digest) -t NAME:TAG'"
        }
    }
}

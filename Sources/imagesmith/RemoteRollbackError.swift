import OCI

/// A tag of a registry has no such earlier image.
struct RemoteRollbackError: Error, CustomStringConvertible {
    let tag: String
    let known: [Digest]

    /// The sentence for people.
    var description: String {
        "\(tag) cannot be returned so far: its manifest notes no earlier image that the repository still has; "
            + (known.isEmpty ? "only swaps note one" : "known are \(known.map(\.description).joined(separator: ", "))")
    }
}

import OCI

/// One change of a sound image, and what may come of it.
struct Mutant: Sendable {
    enum Change: Sendable {
        /// A file of the layout has other bytes, or is gone; no digest was made to fit.
        case file(String, [UInt8]?)
        /// Everything above was made to fit: the image is this one.
        case image(Descriptor, files: [(digest: Digest, bytes: [UInt8])])
    }

    /// What a rule allows.
    enum Allowed: Sendable {
        /// Nothing but a finding.
        case finding
        /// It is a sound image of another digest: a caller who named the digest was not given what he named.
        case otherImage
        /// Either of the two: what the field says is free, as far as it makes sense.
        case either
    }

    let name: String
    /// Made when its turn comes: there are thousands.
    let change: @Sendable () throws -> Change
    let allowed: Allowed
}

/// What came of mutants.
struct MutationCounts: Sendable {
    var found = 0
    var otherImages = 0
    /// `index.json` said other things, but named the same image.
    var sameImage = 0
    var wrong: [String] = []

    static func += (left: inout MutationCounts, right: MutationCounts) {
        left.found += right.found
        left.otherImages += right.otherImages
        left.sameImage += right.sameImage
        left.wrong += right.wrong
    }

    var total: Int { found + otherImages + sameImage + wrong.count }
}

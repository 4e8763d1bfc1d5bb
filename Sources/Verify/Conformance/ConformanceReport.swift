public import OCI

/// What comparing an image with its lock came to.
public struct ConformanceReport: Hashable, Sendable {
    /// The lock that the image was compared with; nil for an image that carries none.
    public var lock: Digest?
    /// The image that the lock belongs to: another one after a swap.
    public var image: Digest?
    /// The layers that the lock speaks of.
    public var covered: [PrintableText] = []
    /// The layers that it does not speak of, with the reason.
    public var uncovered: [Uncovered] = []
    /// What does not agree.
    public var findings: [Finding] = []
    /// How many paths were accounted for, by what they were compared with.
    public var paths = Paths()
    /// How many findings there were beyond ``limit``.
    public var omitted = 0
    /// What of a strict audit's findings the lock allows.
    var allowed: Set<AllowedPower> = []

    /// A layer that the lock does not speak of.
    public struct Uncovered: Hashable, Sendable {
        /// The layer's name, or its place.
        public let layer: PrintableText
        /// Why.
        public let reason: String
    }

    /// Paths by what accounts for them; directories above others aside.
    public struct Paths: Hashable, Sendable {
        /// The content has the digest that the lock names.
        public var locked = 0
        /// The content has the sum that a locked package's own records name.
        public var recorded = 0
        /// A locked package lists the path, without a sum: links and directories.
        public var listed = 0
        /// The path is one of those that composing makes.
        public var generated = 0
        /// Links and configuration files of packages without a database, which list neither.
        public var unlisted = 0
    }

    /// The most findings that are kept.
    public static let limit = 10_000

    mutating func add(_ finding: Finding) {
        if findings.count < ConformanceReport.limit { findings.append(finding) } else { omitted += 1 }
    }

    /// Whether the lock allows what a strict audit told of.
    public func allows(_ finding: Finding) -> Bool {
        guard let layer = finding.subject, let path = finding.path else { return false }
        return allowed.contains(AllowedPower(code: finding.code, layer: layer, path: path))
    }

    /// The report as a member of verify's; the findings stand among all others.
    public var json: JSON {
        .members([
            "lock": lock.map { .string($0.description) } ?? .null,
            "image": image.map { .string($0.description) } ?? .null,
            "covered": .array(covered.map { .string($0.description) }),
            "uncovered": .array(
                uncovered.map { ["layer": .string($0.layer.description), "reason": .string($0.reason)] }),
            "paths": [
                "locked": .integer(Int64(paths.locked)), "recorded": .integer(Int64(paths.recorded)),
                "listed": .integer(Int64(paths.listed)), "generated": .integer(Int64(paths.generated)),
                "unlisted": .integer(Int64(paths.unlisted)),
            ],
            "omitted": .integer(Int64(omitted)),
        ])
    }

    /// The report for people, the findings aside.
    public var lines: [String] {
        guard let lock else { return ["conformance: no lock"] }
        var counts = [
            "\(paths.locked) by the lock's digests", "\(paths.recorded) by packages' sums",
            "\(paths.listed) listed by packages", "\(paths.generated) generated",
        ]
        if paths.unlisted > 0 { counts.append("\(paths.unlisted) that packages without a database do not list") }
        if omitted > 0 { counts.append("\(omitted) more findings not told") }
        return ["conformance: lock \(lock.short), paths: \(counts.joined(separator: ", "))"]
            + uncovered.map { "conformance: layer '\($0.layer)' is not covered: \($0.reason)" }
    }
}

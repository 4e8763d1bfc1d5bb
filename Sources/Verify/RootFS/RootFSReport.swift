public import OCI

/// What comparing a directory on disk with an image came to.
public struct RootFSReport: Hashable, Sendable {
    /// What differs.
    public var findings: [Finding] = []
    /// How many paths were compared.
    public var paths = 0
    /// How many bytes of files were hashed.
    public var bytes: Int64 = 0
    /// How many paths the caller did not want to hear of; of a directory's content only those that the image has.
    public var ignored = 0
    /// The places where something is mounted, which were not looked at, without what lies below them.
    public var mounts: [PrintableText] = []
    /// How many findings there were beyond ``limit``.
    public var omitted = 0

    /// The most findings that are kept.
    public static let limit = 10_000

    mutating func add(_ finding: Finding) {
        if findings.count < RootFSReport.limit { findings.append(finding) } else { omitted += 1 }
    }

    /// The report as a member of verify's.
    public var json: JSON {
        [
            "paths": .integer(Int64(paths)), "bytes": .integer(bytes), "ignored": .integer(Int64(ignored)),
            "mounts": .array(mounts.map { .string($0.description) }), "omitted": .integer(Int64(omitted)),
        ]
    }

    /// The report for people, the findings aside.
    public var line: String {
        var parts = ["rootfs: \(paths) paths with \(bytes) bytes compared"]
        if ignored > 0 { parts.append("\(ignored) ignored") }
        if !mounts.isEmpty {
            parts.append("mounts not looked at: \(mounts.map(\.description).joined(separator: ", "))")
        }
        if omitted > 0 { parts.append("\(omitted) more findings not told") }
        return parts.joined(separator: ", ")
    }
}

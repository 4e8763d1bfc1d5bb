import OCI
import Verify

/// All that `verify` found out about an image.
struct Verification {
    /// The image by itself.
    let audit: AuditReport
    /// Whether what is legal but suspicious is told.
    let isStrict: Bool
    /// The image of an index that is compared with other things; nil for what is no index.
    var compared: Digest?
    /// The image beside its lock; nil where the image itself is at fault.
    var conformance: ConformanceReport?
    /// A directory beside the image; nil where none was named, or where the image itself is at fault.
    var rootfs: RootFSReport?
    /// The image beside what was built anew of its recipe and lock; nil where that was not asked for, or where the image
    /// itself is at fault.
    var reproduction: ReproductionReport?

    /// Whether the image by itself can be relied on to compare other things with it.
    var isSound: Bool { audit.findings.allSatisfy { $0.severity == .strict } }

    /// Everything that is wrong.
    private var report: AuditReport {
        let others =
            (conformance?.findings ?? []) + (rootfs?.findings ?? []) + (reproduction?.findings ?? [])
        // A recipe that allows a privilege by its path answers for it.
        let own = audit.findings.filter { conformance?.allows($0) != true }
        return AuditReport(
            digest: audit.digest, chain: audit.chain,
            findings: own + others.filter { isStrict || $0.severity == .error }, counts: audit.counts)
    }

    /// Whether nothing is wrong.
    var isClean: Bool { report.verdict == .clean }

    /// The document that `--json` prints; docs/verify-json.md describes it.
    var json: JSON {
        guard case .object(var members) = report.json else { return report.json }
        members["compared"] = compared.map { .string($0.description) }
        members["conformance"] = conformance?.json
        members["rootfs"] = rootfs?.json
        members["reproduction"] = reproduction?.json
        return .object(members)
    }

    /// The lines for people, the verdict last.
    var lines: [String] {
        var lines = report.lines
        let verdict = lines.popLast()
        if let compared { lines.append("compared: \(compared), which the index has for this machine") }
        if let conformance {
            lines += conformance.lines
        } else {
            lines.append("conformance: not judged, the image is faulty")
        }
        if let rootfs { lines.append(rootfs.line) }
        if let reproduction { lines.append(reproduction.line) }
        return lines + [verdict].compactMap(\.self)
    }
}

public import OCI

/// What an audit of one image came to.
public struct AuditReport: Hashable, Sendable {
    /// The manifest or index that was audited.
    public let digest: Digest
    /// The chain over the layers as they are; nil for an index, and where a layer could not be read.
    public let chain: ChainID?
    /// What is wrong, in the order of the manifest.
    public let findings: [Finding]
    /// How much was looked at.
    public let counts: AuditCounts

    /// Whether an image may be used.
    public enum Verdict: String, Hashable, Sendable {
        case clean, faulty
    }

    /// A report from its parts.
    public init(digest: Digest, chain: ChainID?, findings: [Finding], counts: AuditCounts) {
        self.digest = digest
        self.chain = chain
        self.findings = findings
        self.counts = counts
    }

    /// Clean where nothing was found.
    public var verdict: Verdict { findings.isEmpty ? .clean : .faulty }

    /// The report with findings that other checks made, before its own.
    public func adding(_ others: [Finding]) -> AuditReport {
        AuditReport(digest: digest, chain: chain, findings: others + findings, counts: counts)
    }

    /// The report as one document.
    public var json: JSON {
        .members([
            "digest": .string(digest.description), "verdict": .string(verdict.rawValue),
            "chainID": chain.map { .string($0.description) }, "findings": .array(findings.map(\.json)),
            "counts": counts.json,
        ])
    }

    /// The report for people, a line for each finding.
    public var lines: [String] {
        findings.map { "\($0.code): \($0)" } + [
            "\(digest): \(verdict.rawValue)"
                + (findings.isEmpty ? "" : ", \(findings.count) finding\(findings.count == 1 ? "" : "s")")
                + " (\(counts.blobs) blobs with \(counts.bytes) bytes, \(counts.layers) layers with \(counts.entries) entries)"
        ]
    }
}

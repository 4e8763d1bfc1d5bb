import OCI
import SystemPackage

extension ImageAudit {
    /// What is wrong with the layout itself: `oci-layout`, `index.json`, and the manifests that the index lists.
    ///
    /// Files that nothing points to are no fault.
    /// - Throws: ``AuditError`` where something stops the audit.
    public func layoutFindings(strict: Bool = false) async throws -> [Finding] {
        let root = layout.root
        var (findings, entries) = try await runBlocking { try LayoutCheck(root: root).run() }
        let checks = entries.map { BlobCheck(layout: layout, descriptor: $0) }
        let outcomes = try await checks.concurrentMap(width: jobs) { check in
            try await runBlocking { try check.run() }
        }
        for outcome in outcomes { findings += outcome.findings }
        return findings.filter { strict || $0.severity == .error }
    }
}

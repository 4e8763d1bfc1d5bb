public import OCI

/// Compares an image with what was made anew of its recipe and lock.
public struct ReproductionCheck: Sendable {
    /// How many layers are read at once.
    public let jobs: Int
    /// How far a layer is followed.
    public let limits: AuditLimits

    /// A check.
    public init(jobs: Int, limits: AuditLimits = AuditLimits()) {
        self.jobs = max(1, jobs)
        self.limits = limits
    }

    /// Compares an image with another, of which it should be the very same; each layer that differs is told by its first
    /// difference.
    ///
    /// - Throws: `LayoutError` for a blob or document that is missing or damaged, ``DiffError`` for a layer that is.
    public func report(
        on image: Descriptor, in layout: ImageLayout, rebuilt: Descriptor, in scratch: ImageLayout
    ) async throws -> ReproductionReport {
        var report = ReproductionReport(rebuilt: rebuilt.digest, isEqual: image.digest == rebuilt.digest)
        if report.isEqual { return report }
        let (before, after) = (try ImageSide(image, in: layout), try ImageSide(rebuilt, in: scratch))
        let limits = limits
        let pairs = zip(before.layers, after.layers).filter { $0.descriptor.digest != $1.descriptor.digest }
        let differences = try await pairs.concurrentMap(width: jobs) { old, new in
            try await runBlocking { try LayerReproduction(old, new, limits: limits).finding() }
        }
        report.findings += differences
        if before.layers.map(\.name) != after.layers.map(\.name) {
            report.findings.append(
                Finding(
                    .reproduceLayers, subject: image.digest,
                    expected: before.layers.map(\.name).joined(separator: ", "),
                    actual: after.layers.map(\.name).joined(separator: ", ")))
        }
        for (old, new) in zip(before.layers, after.layers) {
            for change in FieldChange.between(
                .strings(old.descriptor.annotations), .strings(new.descriptor.annotations))
            {
                report.findings.append(ReproductionCheck.finding(change, .reproduceManifest, image.digest, old.name))
            }
        }
        for change in FieldChange.between(before.comparableConfig, after.comparableConfig) {
            report.findings.append(
                ReproductionCheck.finding(change, .reproduceConfig, before.manifest.config.digest, nil))
        }
        for change in FieldChange.between(
            .strings(before.manifest.annotations), .strings(after.manifest.annotations))
        {
            report.findings.append(ReproductionCheck.finding(change, .reproduceManifest, image.digest, nil))
        }
        if report.findings.isEmpty {
            report.findings.append(
                Finding(
                    .reproduceManifest, subject: image.digest, expected: "\(image.digest)", actual: "\(rebuilt.digest)")
            )
        }
        return report
    }

    private static func finding(
        _ change: FieldChange, _ code: FindingCode, _ subject: Digest, _ layer: String?
    ) -> Finding {
        func text(_ json: JSON?) -> String {
            "\(change.path)=" + (json.map { String(decoding: $0.canonical(), as: UTF8.self) } ?? "nothing")
        }
        return Finding(code, subject: subject, layer: layer, expected: text(change.old), actual: text(change.new))
    }
}

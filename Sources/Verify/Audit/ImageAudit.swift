public import OCI

/// Proves an image of a layout: every blob, document, stream and archive that can be reached from its manifest.
///
/// What is wrong with the image is returned, all of it and always in the same order. Nothing is written, no network is used,
/// and memory grows with the number of paths in the layers, not with their content.
public struct ImageAudit: Sendable {
    /// The layout that holds the image.
    public let layout: ImageLayout
    /// How many layers are read at once.
    public let jobs: Int
    /// How far the audit follows what the image asks of it.
    public let limits: AuditLimits

    /// An audit of images in `layout`.
    public init(layout: ImageLayout, jobs: Int, limits: AuditLimits = AuditLimits()) {
        self.layout = layout
        self.jobs = max(1, jobs)
        self.limits = limits
    }

    /// Everything that is wrong with the image or index that `descriptor` names, with its referrers in the layout's index.
    ///
    /// - Parameter strict: whether findings of severity ``Severity/strict`` are wanted too.
    /// - Throws: ``AuditError`` where something stops the audit, and `CancellationError`.
    public func findings(for descriptor: Descriptor, strict: Bool = false) async throws -> [Finding] {
        try await report(for: descriptor, strict: strict).findings
    }

    /// The findings for `descriptor`, with what was looked at. The layout's own files are another question:
    /// ``layoutFindings(strict:)``.
    ///
    /// - Parameter listings: where what the layers hold is gathered for a comparison.
    /// - Throws: as ``findings(for:strict:)``.
    public func report(
        for descriptor: Descriptor, strict: Bool = false, gathering listings: LayerListings? = nil
    ) async throws -> AuditReport {
        let image = try await gather(descriptor, Wishes(isStrict: strict, listings: listings))
        return AuditReport(
            digest: descriptor.digest, chain: image.chain,
            findings: image.findings.filter { strict || $0.severity == .error }, counts: image.counts)
    }

    /// What is asked of the layers beside what is always proved.
    struct Wishes: Sendable {
        /// Whether their object files are looked at.
        let isStrict: Bool
        let listings: LayerListings?
    }

    private func gather(_ descriptor: Descriptor, _ wishes: Wishes) async throws -> Gathered {
        var visited: Set<Digest> = []
        var gathered = try await auditTree(descriptor, depth: 0, wishes, visited: &visited)
        gathered += try await auditReferrers(of: descriptor, visited: &visited)
        return gathered
    }

    /// Audits a manifest, or an index and all below it; once each, however often it is named.
    private func auditTree(
        _ descriptor: Descriptor, depth: Int, _ wishes: Wishes, visited: inout Set<Digest>
    ) async throws -> Gathered {
        try Task.checkCancellation()
        visited.insert(descriptor.digest)
        let (document, manifest) = try await readManifest(descriptor)
        var gathered = document
        guard let manifest else { return gathered }
        if manifest.kind == .manifest {
            let body =
                manifest.isArtifact
                ? try await auditArtifact(manifest)
                : try await auditImage(manifest, platform: descriptor.platform, wishes)
            gathered += body
            gathered.chain = body.chain
        } else if manifest.kind == .index {
            let count = manifest.manifests.count
            guard depth < limits.indexDepth, count <= limits.manifestsPerIndex else {
                gathered.findings.append(
                    Finding(.indexLimit, subject: descriptor.digest, actual: "depth \(depth + 1), \(count) manifests"))
                return gathered
            }
            gathered.findings += ImageAudit.doubledPlatforms(manifest.manifests, in: descriptor)
            for case let entry? in manifest.manifests where !visited.contains(entry.digest) {
                gathered += try await auditTree(entry, depth: depth + 1, wishes, visited: &visited)
            }
        }
        return gathered
    }

    /// Images for a platform that another one is for already; what buildkit attaches to images has the platform `unknown`.
    private static func doubledPlatforms(_ entries: [Descriptor?], in index: Descriptor) -> [Finding] {
        var seen: [Platform: Digest] = [:]
        return entries.compactMap(\.self).compactMap { entry in
            guard let platform = entry.platform, platform.os != "unknown", entry.artifactType == nil else { return nil }
            guard let first = seen.updateValue(entry.digest, forKey: platform), first != entry.digest else {
                return nil
            }
            return Finding(.indexDuplicatePlatform, subject: index.digest, actual: platform.description)
        }
    }

    /// Reads the document that a manifest's or index's descriptor names.
    func readManifest(_ descriptor: Descriptor) async throws -> (Gathered, ManifestReading?) {
        let check = DocumentCheck(blob: BlobCheck(layout: layout, descriptor: descriptor), shape: .manifest)
        let document = try await runBlocking { try check.run() }
        var gathered = document.gathered
        let isIndex = [.index, .dockerIndex].contains(descriptor.mediaType)
        if !isIndex, ![.manifest, .dockerManifest].contains(descriptor.mediaType) {
            gathered.findings.append(
                Finding(
                    .mediaTypeUnknown, subject: descriptor.digest, expected: "that of a manifest or index",
                    actual: descriptor.mediaType.description))
        }
        guard let json = document.json else { return (gathered, nil) }
        let manifest = ManifestReading(json)
        gathered.findings += manifest.errors.map { Finding($0, subject: descriptor.digest) }
        if let type = manifest.mediaType, type != descriptor.mediaType {
            gathered.findings.append(
                Finding(
                    .mediaTypeDescriptor, subject: descriptor.digest, expected: descriptor.mediaType.description,
                    actual: type.description))
        }
        switch manifest.kind {
        case .both: gathered.findings.append(Finding(.manifestAmbiguous, subject: descriptor.digest))
        case .index where !isIndex, .manifest where isIndex:
            gathered.findings.append(
                Finding(
                    .mediaTypeContent, subject: descriptor.digest, expected: isIndex ? "an index" : "a manifest",
                    actual: isIndex ? "a manifest" : "an index"))
        default: break
        }
        return (gathered, manifest)
    }
}

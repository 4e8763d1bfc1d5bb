import OCI

extension ImageAudit {
    /// Audits an artifact: its manifest was read already, its blobs are checked as bytes.
    func auditArtifact(_ manifest: ManifestReading) async throws -> Gathered {
        var checks: [BlobCheck] = []
        if let config = manifest.config { checks.append(BlobCheck(layout: layout, descriptor: config)) }
        for case let blob? in manifest.layers where !checks.contains(where: { $0.descriptor == blob }) {
            checks.append(BlobCheck(layout: layout, descriptor: blob))
        }
        let outcomes = try await checks.concurrentMap(width: jobs) { check in
            try await runBlocking { try check.run() }
        }
        var gathered = Gathered()
        for outcome in outcomes { gathered += outcome.gathered }
        return gathered
    }

    /// Audits the manifests in the layout's index whose subject is the image, and the ones about these.
    ///
    /// An artifact whose subject cannot be read is told of as well: it may be about this image.
    func auditReferrers(of subject: Descriptor, visited: inout Set<Digest>) async throws -> Gathered {
        var gathered = Gathered()
        // What is wrong with the index itself is told by the layout's audit; a malformed entry hides no other.
        let root = layout.root
        let entries = try await runBlocking { try LayoutCheck(root: root).run().entries }
        var open = entries.filter { !visited.contains($0.digest) }
        var known: [Digest: (gathered: Gathered, manifest: ManifestReading?)] = [:]
        var subjects = [subject]
        while let current = subjects.popLast() {
            var rest: [Descriptor] = []
            for entry in open {
                if visited.contains(entry.digest) { continue }
                let read: (gathered: Gathered, manifest: ManifestReading?)
                if let before = known[entry.digest] { read = before } else { read = try await readManifest(entry) }
                known[entry.digest] = read
                let about = read.manifest?.subject
                let isUnreadable = read.manifest == nil || read.manifest?.errors.isEmpty == false && about == nil
                guard about?.digest == current.digest || (isUnreadable && entry.artifactType != nil) else {
                    rest.append(entry)
                    continue
                }
                visited.insert(entry.digest)
                gathered += read.gathered
                guard let manifest = read.manifest else { continue }
                gathered.findings += ImageAudit.compare(manifest.subject, with: current, in: entry)
                gathered += try await auditArtifact(manifest)
                subjects.append(entry)
            }
            open = rest
        }
        return gathered
    }

    private static func compare(_ subject: Descriptor?, with image: Descriptor, in referrer: Descriptor) -> [Finding] {
        guard let subject, subject.digest == image.digest else { return [] }
        guard subject.size != image.size || subject.mediaType != image.mediaType else { return [] }
        return [
            Finding(
                .referrerSubject, subject: referrer.digest, expected: "\(image.mediaType) of \(image.size) bytes",
                actual: "\(subject.mediaType) of \(subject.size) bytes")
        ]
    }
}

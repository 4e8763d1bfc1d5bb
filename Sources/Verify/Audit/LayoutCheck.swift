public import OCI
public import SystemPackage

/// Checks the two files that make a directory an image layout.
///
/// Source: OCI image-spec, image-layout.md.
public struct LayoutCheck: Sendable {
    private let root: FilePath

    /// A check of the directory, which need not be a valid layout.
    public init(root: FilePath) { self.root = root }

    /// What is wrong, and the entries of the index that can be read.
    ///
    /// - Throws: ``AuditError/file(_:)`` where a file cannot be read.
    public func run() throws(AuditError) -> (findings: [Finding], entries: [Descriptor]) {
        var findings: [Finding] = []
        if let json = try document("oci-layout", .marker, JSONLimits(bytes: 4096, depth: 8), &findings) {
            do throws(JSONError) {
                let version = try JSONField(json).object().required("imageLayoutVersion")
                guard try version.string() == "1.0.0" else { throw version.invalid("only 1.0.0 is known") }
            } catch { findings.append(Finding(.layoutMarker, subject: nil, actual: "oci-layout: \(error)")) }
        }
        guard let json = try document("index.json", .manifest, .large, &findings) else { return (findings, []) }
        let index = ManifestReading(json)
        findings += index.errors.map { Finding($0, subject: nil) }
        guard index.kind == .index else {
            findings.append(Finding(.layoutMarker, subject: nil, expected: "an index", actual: "index.json is none"))
            return (findings, [])
        }
        if let type = index.mediaType, type != .index {
            findings.append(
                Finding(
                    .mediaTypeDescriptor, subject: nil, expected: MediaType.index.description, actual: type.description)
            )
        }
        let entries = index.manifests.compactMap(\.self)
        return (findings + names(entries), entries)
    }

    private func document(
        _ name: String, _ shape: DocumentShape, _ limits: JSONLimits, _ findings: inout [Finding]
    ) throws(AuditError) -> JSON? {
        let path = root.appending(name)
        let bytes: [UInt8]
        do throws(FileError) {
            guard let status = try path.status(), status.isRegular else {
                findings.append(
                    Finding(.layoutMarker, subject: nil, actual: "\(name) is no regular file, or is missing"))
                return nil
            }
            guard status.size <= Int64(limits.bytes) else { throw .tooLarge(path, limit: limits.bytes) }
            bytes = try path.read(limit: limits.bytes)
        } catch {
            guard case .tooLarge = error else { throw .file(error) }
            findings.append(Finding(.jsonLimit, subject: nil, actual: error.description))
            return nil
        }
        let (json, faults) = DocumentCheck.parse(bytes, shape: shape, subject: nil, limits: limits)
        findings += faults
        return json
    }

    private func names(_ entries: [Descriptor]) -> [Finding] {
        var findings: [Finding] = []
        var seen: Set<String> = []
        for entry in entries {
            guard let name = entry.annotations[Annotation.refName] else { continue }
            do throws(ReferenceError) { _ = try RefName(name) } catch {
                findings.append(Finding(.indexName, subject: entry.digest, actual: name))
            }
            if !seen.insert(name).inserted {
                findings.append(Finding(.indexDuplicateName, subject: entry.digest, actual: name))
            }
        }
        return findings
    }
}

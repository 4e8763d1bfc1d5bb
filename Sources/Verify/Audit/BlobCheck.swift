import OCI
import SystemPackage

/// Checks one blob against the descriptor that names it.
struct BlobCheck: Sendable {
    let layout: ImageLayout
    let descriptor: Descriptor
    /// The layer's name, where the blob is one.
    var layer: String?

    /// What reading a blob to its end showed.
    struct Outcome: Sendable {
        var findings: [Finding] = []
        /// What the blob really is; nil where there is none to read.
        var actual: (digest: Digest, size: Int64)?

        var gathered: Gathered {
            var gathered = Gathered()
            gathered.findings = findings
            if let actual {
                gathered.counts.blobs = 1
                gathered.counts.bytes = actual.size
            }
            return gathered
        }
    }

    /// Streams the blob to `body` and compares size and digest.
    ///
    /// - Throws: ``AuditError/file(_:)`` where the file cannot be read, and what `body` throws.
    func run(_ body: (UnsafeRawBufferPointer) throws -> Void = { _ in }) throws -> Outcome {
        var outcome = Outcome()
        do {
            guard let file = try open(&outcome) else { return outcome }
            var hasher = SHA256Hasher()
            var size: Int64 = 0
            try file.forEachChunk(size: 1 << 20) { chunk in
                hasher.update(chunk)
                size += Int64(chunk.count)
                try body(chunk)
            }
            end(&outcome, (hasher.finalize(), size))
        } catch let error as FileError {
            throw AuditError.file(error)
        }
        return outcome
    }

    /// Opens the blob; nil with the finding where there is none to read.
    ///
    /// Nothing but a regular file is opened: a link could lead out of the layout, and a FIFO would wait for ever.
    func open(_ outcome: inout Outcome) throws(FileError) -> OpenFile? {
        outcome.findings = memberFindings()
        let path = layout.path(of: descriptor.digest)
        guard let status = try path.status() else {
            outcome.findings.append(finding(.blobMissing))
            return nil
        }
        guard status.isRegular else {
            outcome.findings.append(finding(.blobNotRegular, actual: status.kind))
            return nil
        }
        return try OpenFile(regular: path)
    }

    /// Takes down what the blob is, and compares.
    func end(_ outcome: inout Outcome, _ actual: (digest: Digest, size: Int64)) {
        outcome.actual = actual
        outcome.findings += compare(actual)
    }

    /// Where only the size is wrong, the descriptor is: the blob proves itself by its digest.
    private func compare(_ actual: (digest: Digest, size: Int64)) -> [Finding] {
        var findings: [Finding] = []
        if actual.size != descriptor.size {
            let isDescriptor = actual.digest == descriptor.digest
            findings.append(
                finding(
                    isDescriptor ? .descriptorSize : .blobSize,
                    expected: isDescriptor ? "\(actual.size) bytes" : "\(descriptor.size) bytes",
                    actual: isDescriptor ? "\(descriptor.size)" : "\(actual.size)"))
        }
        if actual.digest != descriptor.digest {
            findings.append(
                finding(.blobDigest, expected: descriptor.digest.description, actual: actual.digest.description))
        }
        return findings + embedded()
    }

    /// The members that `Descriptor` hands on as they are.
    private func memberFindings() -> [Finding] {
        var findings: [Finding] = []
        if let field = descriptor.unknown["urls"].map({ JSONField($0, path: "urls") }) {
            do throws(JSONError) {
                let urls = try field.strings()
                if !urls.isEmpty { findings.append(finding(.descriptorURLs, actual: urls.joined(separator: " "))) }
            } catch { findings.append(finding(.jsonMember, actual: error.description)) }
        }
        let platform = descriptor.platform?.unknown ?? [:]
        do throws(JSONError) {
            _ = try platform["os.version"].map { (value) throws(JSONError) in
                try JSONField(value, path: "platform.os.version").string()
            }
            _ = try platform["os.features"].map { (value) throws(JSONError) in
                try JSONField(value, path: "platform.os.features").strings()
            }
        } catch { findings.append(finding(.jsonMember, actual: error.description)) }
        return findings
    }

    /// Source: OCI image-spec, descriptor.md, "Embedded Content".
    private func embedded() -> [Finding] {
        guard let data = descriptor.unknown["data"] else { return [] }
        guard case .string(let text) = data, let bytes = Base64.decode(text) else {
            return [finding(.descriptorData, expected: "base64", actual: data.kind)]
        }
        let digest = Digest(of: bytes)
        guard digest == descriptor.digest, Int64(bytes.count) == descriptor.size else {
            return [
                finding(
                    .descriptorData, expected: descriptor.digest.description, actual: "\(digest), \(bytes.count) bytes")
            ]
        }
        return []
    }

    func finding(_ code: FindingCode, expected: String? = nil, actual: String? = nil) -> Finding {
        Finding(code, subject: descriptor.digest, layer: layer, expected: expected, actual: actual)
    }
}

extension FileStatus {
    /// The kind of file, in a word.
    var kind: String {
        if isRegular {
            "a regular file"
        } else if isDirectory {
            "a directory"
        } else if isSymbolicLink {
            "a symbolic link"
        } else if isFIFO {
            "a FIFO"
        } else if isSocket {
            "a socket"
        } else {
            "a device"
        }
    }
}

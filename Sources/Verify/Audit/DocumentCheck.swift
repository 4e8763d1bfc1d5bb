import OCI

/// Reads a JSON document and gathers what is wrong with its bytes and its text.
struct DocumentCheck: Sendable {
    let blob: BlobCheck
    let shape: DocumentShape

    struct Outcome: Sendable {
        var gathered: Gathered
        /// The document; nil where its text means nothing, or different things to different readers.
        var json: JSON?
    }

    /// - Throws: ``AuditError`` where the file cannot be read.
    func run() throws -> Outcome {
        let limit = JSONLimits.document.bytes
        var bytes: [UInt8] = []
        let read = try blob.run { chunk in
            // One byte over the limit is kept: it is what tells that the limit was passed.
            bytes.append(contentsOf: chunk.prefix(limit + 1 - bytes.count))
        }
        var outcome = Outcome(gathered: read.gathered, json: nil)
        guard read.actual != nil else { return outcome }
        let (json, findings) = DocumentCheck.parse(
            bytes, shape: shape, subject: blob.descriptor.digest, limits: .document)
        outcome.json = json
        outcome.gathered.findings += findings
        return outcome
    }

    /// Parses strictly; a document with look-alike keys is read on, by its exact keys.
    static func parse(
        _ bytes: [UInt8], shape: DocumentShape, subject: Digest?, limits: JSONLimits
    ) -> (json: JSON?, findings: [Finding]) {
        do throws(JSONError) {
            let json = try JSON(parsing: bytes, limits: limits)
            let findings = shape.lookalikes(in: json).map {
                Finding(.jsonKeyCase, subject: subject, expected: $0.defined, actual: $0.path)
            }
            return (json, findings)
        } catch {
            return (nil, [Finding(error, subject: subject)])
        }
    }
}

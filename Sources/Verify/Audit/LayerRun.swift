import Archive
import OCI

/// One pass over a layer's blob, piece by piece: the blob is hashed, its content comes out, is hashed and listed.
///
/// A class, because the decompressor keeps a closure over it; it never leaves the thread that drives it.
final class LayerRun {
    private static let pieceSize = 1 << 20

    /// Another layer, whose blob is hashed beside this one's content: two hashes together take little longer than one.
    var companion: LayerRun?

    private let check: LayerCheck
    private let file: OpenFile?
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: LayerRun.pieceSize, alignment: 64)
    private let opinion = SecondOpinion()
    private var read = BlobCheck.Outcome()
    private var size: Int64 = 0
    private var head: (declared: Codec?, detected: Codec?)?
    private var content: LayerContent<LayerReading>?
    private var blobHasher = StreamHasher()
    private var contentHasher = StreamHasher()
    /// What of the piece at hand was not hashed yet.
    private var pending = UnsafeRawBufferPointer(start: nil, count: 0)

    /// - Throws: ``AuditError`` where the file cannot be opened.
    init(_ check: LayerCheck) throws(AuditError) {
        self.check = check
        do throws(FileError) { file = try check.blob.open(&read) } catch { throw .file(error) }
    }

    deinit {
        opinion.close()
        buffer.deallocate()
    }

    /// Reads the next piece; false at the end of the blob.
    ///
    /// - Throws: ``AuditError`` where the file cannot be read or a decompressor cannot work.
    func advance() throws -> Bool {
        blobHasher.update(pending)
        pending = UnsafeRawBufferPointer(start: nil, count: 0)
        let count: Int
        do throws(FileError) { count = try file?.read(into: buffer) ?? 0 } catch { throw AuditError.file(error) }
        if count == 0 { return false }
        let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
        size += Int64(count)
        pending = piece
        do {
            if head == nil { try begin(piece) }
            try content?.write(piece)
        } catch let error as CodecError {
            throw AuditError.codec(check.blob.descriptor.digest, error)
        }
        return true
    }

    private func begin(_ piece: UnsafeRawBufferPointer) throws(CodecError) {
        let declared = LayerFormat.declared(check.blob.descriptor.mediaType)
        let detected = LayerFormat.detected(piece)
        head = (declared, detected)
        guard let detected else { return }
        content = try LayerContent(
            detected, limit: check.limits.contentLimit(blobSize: check.blob.descriptor.size),
            visitor: check.reading, opinion: opinion,
            hash: detected == .none ? nil : { [unowned self] in try hash($0) })
    }

    /// Hashes content, and with it what else waits to be hashed.
    private func hash(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        let count = min(pending.count, rest.count)
        if count > 0 {
            StreamHasher.update(
                &blobHasher, UnsafeRawBufferPointer(rebasing: pending[..<count]), beside: &contentHasher,
                UnsafeRawBufferPointer(rebasing: rest[..<count]))
            pending = UnsafeRawBufferPointer(rebasing: pending[count...])
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        while !rest.isEmpty, let companion {
            if companion.pending.isEmpty, try !companion.advance() {
                self.companion = nil
                break
            }
            let count = min(companion.pending.count, rest.count)
            StreamHasher.update(
                &companion.blobHasher, UnsafeRawBufferPointer(rebasing: companion.pending[..<count]),
                beside: &contentHasher, UnsafeRawBufferPointer(rebasing: rest[..<count]))
            companion.pending = UnsafeRawBufferPointer(rebasing: companion.pending[count...])
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        contentHasher.update(rest)
    }

    /// Ends the layer, when its blob came to its end.
    ///
    /// - Throws: ``AuditError`` where a decompressor cannot work.
    func end() throws -> LayerCheck.Outcome {
        var outcome = LayerCheck.Outcome(gathered: Gathered())
        guard file != nil else {
            outcome.gathered = read.gathered
            return outcome
        }
        let blobDigest = blobHasher.finish()
        check.blob.end(&read, (blobDigest, size))
        outcome.gathered = read.gathered
        // A blob without a byte is no stream and no archive.
        outcome.gathered.findings += check.typeFindings(
            head ?? (LayerFormat.declared(check.blob.descriptor.mediaType), nil))
        guard let content, let codec = head?.detected else { return outcome }
        do {
            try content.finish()
            if let fault = opinion.finish(isWhole: content.isListed) { content.update { $0.fault(fault) } }
            let diffID = content.isWhole ? DiffID(codec == .none ? blobDigest : contentHasher.finish()) : nil
            check.collect(content, diffID: diffID, into: &outcome)
            if content.isListed, blobDigest == check.blob.descriptor.digest { check.handOver(content) }
            if content.isListed { outcome.libraries = try check.libraries(of: content, codec) }
        } catch let error as CodecError {
            throw AuditError.codec(check.blob.descriptor.digest, error)
        }
        return outcome
    }
}

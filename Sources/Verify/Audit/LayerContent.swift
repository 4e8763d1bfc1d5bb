import Archive
import OCI

/// Takes a layer's compressed bytes and makes of them, in one pass, the diffID and what the archive lists.
///
/// A class, because the decompressor keeps a closure over it; it never leaves the thread that feeds it.
final class LayerContent<Visitor: TarVisitor> {
    private final class Sink {
        var reader: TarReader<Visitor>
        let hash: ((UnsafeRawBufferPointer) throws -> Void)?

        init(_ visitor: Visitor, hash: ((UnsafeRawBufferPointer) throws -> Void)?) {
            reader = TarReader(visitor)
            self.hash = hash
        }

        func take(_ bytes: UnsafeRawBufferPointer) throws {
            try hash?(bytes)
            reader.write(bytes)
        }
    }

    private let sink: Sink
    private var decompressor: Decompressor
    /// What is wrong with the compressed stream; nothing is read after it.
    private(set) var fault: CodecError.Fault?
    private(set) var summary: DecompressionSummary?

    /// - Parameters:
    ///   - hash: who makes the diffID, where it is wanted; of an uncompressed layer it is the blob's digest.
    ///   - opinion: who makes a second listing.
    init(
        _ codec: Codec, limit: Int64, visitor: Visitor, opinion: SecondOpinion? = nil,
        hash: ((UnsafeRawBufferPointer) throws -> Void)? = nil
    ) throws(CodecError) {
        let sink = Sink(visitor, hash: hash)
        sink.reader.opinion = opinion
        self.sink = sink
        decompressor = try Decompressor(codec, limits: DecompressionLimits(maximumOutput: limit)) { try sink.take($0) }
    }

    /// Takes the next bytes of the blob.
    ///
    /// - Throws: ``CodecError`` where the library itself fails; damage is kept in ``fault``.
    func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard fault == nil else { return }
        do { try decompressor.write(bytes) } catch let CodecError.damaged(_, fault, _) { self.fault = fault }
    }

    /// Says that the blob ended. The archive is only ended where its content is whole.
    func finish() throws(CodecError) {
        if fault == nil {
            do throws(CodecError) { summary = try decompressor.finish() } catch {
                guard case .damaged(_, let fault, _) = error else { throw error }
                self.fault = fault
            }
        }
        if isWhole { sink.reader.finish() }
    }

    /// Whether the content came to its end; bytes behind a stream leave that as it is.
    var isWhole: Bool { fault == nil || fault == .trailingGarbage }

    /// Whether the whole archive was listed.
    var isListed: Bool { isWhole && !sink.reader.isCutShort }

    /// Changes who was told of the archive, where it stands.
    func update(_ change: (inout Visitor) -> Void) { change(&sink.reader.visitor) }

    /// Who was told of the archive.
    var visitor: Visitor { sink.reader.visitor }
}

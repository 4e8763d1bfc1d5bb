internal import SystemPackage

/// Feeds a decompressed range of a file to libarchive, and keeps the error that a callback cannot throw.
final class ArchiveSource {
    let range: ArchiveRange
    private var filter: FilterReader?
    private var gzip: Decompressor?
    private let pending = PendingBytes()
    private(set) var failure: ArchiveError?

    init(_ file: OpenFile, range: Range<Int64>, filters: [ArchiveFilter]) throws(ArchiveError) {
        self.range = ArchiveRange(file, range)
        if filters.contains(.gzip), try Self.begins(file, range, with: [0x1f, 0x8b]) {
            do {
                gzip = try Decompressor(
                    .gzip, limits: DecompressionLimits(maximumOutput: .max), output: pending.append)
            } catch {
                throw .compressed(file.path, error)
            }
        } else if filters.contains(where: { $0 != .none && $0 != .gzip }) {
            filter = try FilterReader.open(self.range, filters: filters)
        } else if !filters.contains(.none) {
            throw .compression(file.path)
        }
    }

    /// The next bytes, none at the end; nil after an error. Valid until the next call.
    func next() -> UnsafeRawBufferPointer? {
        if failure != nil { return nil }
        do {
            if filter != nil { return try filter?.next() }
            if gzip != nil { return try nextOfGzip() }
            return try nextOfRange(atMost: 1 << 17)
        } catch let error as ArchiveError {
            failure = error
        } catch {
            failure = .system(range.file.path, .ioError)
        }
        return nil
    }

    /// Reads to the end of the compressed stream, where its checksums are. What comes is padding, of which no archive has
    /// 64 MiB.
    func drain() throws(ArchiveError) {
        let limit: Int64 = 64 << 20
        var size: Int64 = 0
        while let piece = next(), !piece.isEmpty {
            size += Int64(piece.count)
            guard size <= limit else { throw .tooMuchContent(range.file.path, limit: limit) }
        }
        if let failure { throw failure }
    }

    private func nextOfRange(atMost limit: Int) throws(ArchiveError) -> UnsafeRawBufferPointer {
        guard let piece = range.next(atMost: limit) else {
            throw .system(range.file.path, range.failure ?? .ioError)
        }
        return piece
    }

    private func nextOfGzip() throws -> UnsafeRawBufferPointer {
        pending.clear()
        do {
            while pending.isEmpty {
                // Deflate grows a thousandfold at most, so a piece makes 16 MiB at most.
                let piece = try nextOfRange(atMost: 1 << 14)
                if piece.isEmpty {
                    _ = try gzip?.finish()
                    gzip = nil
                    return piece
                }
                try gzip?.write(piece)
            }
        } catch let error as CodecError {
            throw ArchiveError.compressed(range.file.path, error)
        }
        return pending.bytes
    }

    private static func begins(
        _ file: OpenFile, _ range: Range<Int64>, with magic: [UInt8]
    ) throws(ArchiveError) -> Bool {
        do {
            return try file.bytes(at: range.lowerBound, count: min(magic.count, range.count)) == magic
        } catch {
            throw .system(file.path, error)
        }
    }
}

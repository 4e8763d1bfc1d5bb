internal import CDeflate
internal import SystemPackage

extension ZipArchive {
    /// Streams the content of an entry to `receive`, and to `packed` the bytes as they stand in the file, each before what is
    /// made of it. All of it counts only once this returned: size and CRC-32 are known at the end, and that nothing stands
    /// behind the deflate stream's final block. May be called from several threads at once.
    ///
    /// Throws `ZipError`, and what `receive` and `packed` throw.
    public func read(
        _ entry: ZipEntry, packed: (UnsafeRawBufferPointer) throws -> Void = { _ in },
        receive: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        func refusal(_ fault: ZipError.EntryFault) -> ZipError { .entry(file.path, entry.path.bytes, fault) }

        var (size, checksum) = (Int64(0), UInt32(0))
        func give(_ bytes: UnsafeRawBufferPointer) throws {
            guard Int64(bytes.count) <= entry.size - size else { throw refusal(.size(expected: entry.size)) }
            size += Int64(bytes.count)
            checksum = libdeflate_crc32(checksum, bytes.baseAddress, bytes.count)
            try receive(bytes)
        }

        switch entry.method {
        case .stored:
            try forEachPiece(of: entry) { piece in
                try packed(piece)
                try give(piece)
            }
        case .deflated:
            if let whole = try inflateWhole(entry) {
                try whole.packed.withUnsafeBytes { try packed($0) }
                try whole.content.withUnsafeBytes { try give($0) }
                break
            }
            var inflater = try RawInflater()
            try forEachPiece(of: entry) { piece in
                try packed(piece)
                let consumed: Int
                do {
                    consumed = try inflater.write(piece) { try give($0) }
                } catch CodecError.damaged(.deflate, let fault, _) {
                    throw refusal(.data(fault))
                }
                guard consumed == piece.count else { throw refusal(.compressedSize(expected: entry.compressedSize)) }
            }
            guard inflater.hasEnded else { throw refusal(.compressedSize(expected: entry.compressedSize)) }
        }
        guard size == entry.size else { throw refusal(.size(expected: entry.size)) }
        guard checksum == entry.crc32 else { throw refusal(.checksum(expected: entry.crc32, actual: checksum)) }
    }

    /// The whole content of a small entry. Throws `ZipError`, with `size` for an entry of more than `limit` bytes.
    public func read(_ entry: ZipEntry, limit: Int) throws -> [UInt8] {
        guard entry.size <= Int64(limit) else {
            throw ZipError.entry(file.path, entry.path.bytes, .size(expected: Int64(limit)))
        }
        var bytes: [UInt8] = []
        try read(entry) { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// The content of a deflated entry of up to 16 MiB, checked, with its bytes in the file; nil for any other, and for one
    /// that `read` refuses and tells why. May be called from several threads at once. Throws `ZipError.system`.
    public func whole(_ entry: ZipEntry) throws -> (content: [UInt8], packed: [UInt8])? {
        guard entry.method == .deflated, let whole = try inflateWhole(entry) else { return nil }
        let checksum = whole.content.withUnsafeBytes { libdeflate_crc32(0, $0.baseAddress, $0.count) }
        return checksum == entry.crc32 ? whole : nil
    }

    /// The content of an entry of up to 16 MiB; nil for a larger one, and for one that has to be read again to learn what is
    /// wrong with it.
    private func inflateWhole(_ entry: ZipEntry) throws -> (content: [UInt8], packed: [UInt8])? {
        let limit: Int64 = 16 << 20
        guard entry.size > 0, entry.size <= limit, entry.compressedSize <= limit, let inflater = WholeInflater.make()
        else { return nil }
        var input: [UInt8] = []
        input.reserveCapacity(Int(entry.compressedSize))
        try forEachPiece(of: entry) { input.append(contentsOf: $0) }
        return inflater.inflate(input, size: Int(entry.size)).map { ($0, input) }
    }

    private func forEachPiece(of entry: ZipEntry, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let capacity = Int(min(entry.compressedSize, 1 << 18))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
        defer { buffer.deallocate() }
        var done: Int64 = 0
        while done < entry.compressedSize {
            let wanted = Int(min(entry.compressedSize - done, Int64(capacity)))
            let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
            let count: Int
            do {
                count = try file.read(at: entry.dataOffset + done, into: piece)
            } catch {
                throw ZipError.system(file.path, error)
            }
            guard count == wanted else {
                throw ZipError.entry(file.path, entry.path.bytes, .compressedSize(expected: entry.compressedSize))
            }
            try body(UnsafeRawBufferPointer(piece))
            done += Int64(count)
        }
    }
}

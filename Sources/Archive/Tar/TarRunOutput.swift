/// Takes the bytes of a run of entries while it is written: as they lie encoded elsewhere, or content after content.
public final class TarRunOutput {
    private let entries: [TarEntry]
    private let output: (UnsafeRawBufferPointer) throws -> Void
    private var begun = 0
    private var written: Int64 = 0
    private(set) var size: Int64 = 0

    init(_ entries: [TarEntry], output: @escaping (UnsafeRawBufferPointer) throws -> Void) {
        self.entries = entries
        self.output = output
    }

    /// Writes bytes of the encoded run: headers, contents and padding. Throws what the archive's output throws.
    public func writeEncoded(_ bytes: UnsafeRawBufferPointer) throws {
        size += Int64(bytes.count)
        try output(bytes)
    }

    /// Writes the next bytes of the content of the entry at `index`, after those of the entries before it. Throws
    /// `TarError.contentSize`, and what the archive's output throws.
    public func write(_ bytes: UnsafeRawBufferPointer, of index: Int) throws {
        while begun <= index { try begin() }
        guard begun == index + 1 else { throw TarError.closed }
        written += Int64(bytes.count)
        let expected = entries[index].contentSize
        guard written <= expected else {
            throw TarError.contentSize(entries[index].path, expected: expected, actual: written)
        }
        if !bytes.isEmpty { try writeEncoded(bytes) }
    }

    /// Ends a run that was written content by content; one that came encoded is whole already.
    func finish() throws {
        guard begun > 0 || size == 0 else { return }
        while begun < entries.count { try begin() }
        try end()
    }

    private func begin() throws {
        try end()
        try TarHeader(entries[begun]).bytes.withUnsafeBytes { try writeEncoded($0) }
        begun += 1
    }

    /// Ends the content of the last entry that was begun.
    private func end() throws {
        guard begun > 0 else { return }
        let entry = entries[begun - 1]
        guard written == entry.contentSize else {
            throw TarError.contentSize(entry.path, expected: entry.contentSize, actual: written)
        }
        written = 0
        let padding = [UInt8](repeating: 0, count: TarHeader.padding(after: entry.contentSize))
        try padding.withUnsafeBytes { try writeEncoded($0) }
    }
}

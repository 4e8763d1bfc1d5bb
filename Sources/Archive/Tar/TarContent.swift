/// The content of one entry while it is written: it takes exactly as many bytes as the entry says.
public struct TarContent: ~Copyable {
    private let path: TarPath
    private let expected: Int64
    private let output: (UnsafeRawBufferPointer) throws -> Void
    private var written: Int64 = 0

    init(of entry: TarEntry, output: @escaping (UnsafeRawBufferPointer) throws -> Void) {
        path = entry.path
        expected = entry.contentSize
        self.output = output
    }

    /// Writes the next bytes. Throws `TarError.contentSize` if they are more than the entry has, and what the archive's
    /// output throws.
    public mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
        let total = written + Int64(bytes.count)
        guard total <= expected else { throw TarError.contentSize(path, expected: expected, actual: total) }
        if !bytes.isEmpty { try output(bytes) }
        written = total
    }

    /// Writes the next bytes, as `write(_:)` above.
    public mutating func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }

    func finish() throws(TarError) {
        guard written == expected else { throw .contentSize(path, expected: expected, actual: written) }
    }
}

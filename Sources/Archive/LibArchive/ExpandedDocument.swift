internal import CArchive

/// Expands a document that is compressed by gzip or xz, as Debian's indexes are, to the size that is announced for it.
///
/// The corresponding C functions are those of libarchive's raw format, over a document in memory.
public struct ExpandedDocument: ~Copyable {
    private let archive: OpaquePointer

    init() throws(ExpansionError) {
        guard let archive = archive_read_new() else { throw .memory }
        self.archive = archive
    }

    deinit { archive_read_free(archive) }

    /// The content of `document`, which must have exactly `size` bytes.
    public static func expand(_ document: [UInt8], size: Int64) throws(ExpansionError) -> [UInt8] {
        let reader = try ExpandedDocument()
        guard size <= maximumSize else { throw .limit(maximumSize) }
        let result = document.withUnsafeBytes { input in
            Result { () throws(ExpansionError) in try reader.read(input, size: Int(size)) }
        }
        return try result.get()
    }

    /// The largest document that is read: ten times the index of Debian's largest suite.
    public static let maximumSize: Int64 = 512 << 20

    private borrowing func read(_ input: UnsafeRawBufferPointer, size: Int) throws(ExpansionError) -> [UInt8] {
        try check(archive_read_support_format_raw(archive))
        try check(archive_read_support_filter_gzip(archive))
        try check(archive_read_support_filter_xz(archive))
        try check(archive_read_open_memory(archive, input.baseAddress, input.count))
        var entry: OpaquePointer?
        try check(archive_read_next_header(archive, &entry))
        var output: [UInt8] = []
        // Grows with what comes: the size is what is announced, and the document may hold less.
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { piece.deallocate() }
        while true {
            let count = archive_read_data(archive, piece.baseAddress, piece.count)
            guard count >= 0 else { throw failure() }
            if count == 0 { break }
            guard output.count + count <= size else { throw .size(expected: size, actual: output.count + count) }
            output.append(contentsOf: UnsafeRawBufferPointer(rebasing: piece[..<count]))
        }
        guard output.count == size else { throw .size(expected: size, actual: output.count) }
        return output
    }

    private borrowing func check(_ status: Int32) throws(ExpansionError) {
        guard status == ARCHIVE_OK else { throw failure() }
    }

    private borrowing func failure() -> ExpansionError {
        .damaged(archive_error_string(archive).map { String(cString: $0) } ?? "libarchive gave no reason")
    }
}

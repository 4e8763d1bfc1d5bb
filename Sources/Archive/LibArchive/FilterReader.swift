internal import CArchive
internal import SystemPackage

/// Decompresses a range with libarchive's filters alone; owns a `struct archive` that reads the format `raw`.
///
/// Reading the tar archive is another reader's work: this one goes on to the end of the compressed stream, and so past
/// the checksums that a tar reader, done at its end marker, would never reach.
struct FilterReader: ~Copyable {
    private let archive: OpaquePointer
    private let range: ArchiveRange

    private init(_ archive: OpaquePointer, _ range: ArchiveRange) {
        self.archive = archive
        self.range = range
    }

    deinit { archive_read_free(archive) }

    static func open(_ range: ArchiveRange, filters: [ArchiveFilter]) throws(ArchiveError) -> FilterReader {
        guard let archive = archive_read_new() else { throw .system(range.file.path, .noMemory) }
        let reader = FilterReader(archive, range)
        try reader.check(archive_read_support_format_raw(archive), .open)
        for filter in filters { try reader.check(filter.enable(for: archive), .open) }
        // libarchive calls back only in calls made here, while `range` is held.
        let status = archive_read_open(
            archive, Unmanaged.passUnretained(range).toOpaque(), nil,
            { _, context, piece in
                guard let context, let piece else { return -1 }
                let bytes = Unmanaged<ArchiveRange>.fromOpaque(context).takeUnretainedValue().next()
                piece.pointee = bytes?.baseAddress
                return bytes?.count ?? -1
            }, nil)
        try reader.check(status, .open)
        var entry: OpaquePointer?
        try reader.check(archive_read_next_header(archive, &entry), .open)
        // libarchive counts the file itself as a filter, and would unpack compression within compression.
        let count = archive_filter_count(archive) - 1
        guard count == 1 || (count == 0 && filters.contains(.none)) else { throw .compression(range.file.path) }
        return reader
    }

    /// The next bytes, none at the end of the stream. Valid until the next call.
    mutating func next() throws(ArchiveError) -> UnsafeRawBufferPointer {
        while true {
            var (piece, size, offset) = (UnsafeRawPointer?.none, 0, Int64(0))
            let status = archive_read_data_block(archive, &piece, &size, &offset)
            if status == ARCHIVE_EOF { return UnsafeRawBufferPointer(start: nil, count: 0) }
            try check(status, .data)
            if size > 0 { return UnsafeRawBufferPointer(start: piece, count: size) }
        }
    }

    private func check(_ status: Int32, _ operation: ArchiveError.Operation) throws(ArchiveError) {
        try ArchiveError.check(status, of: archive, reading: range, operation)
    }
}

extension ArchiveError {
    /// Turns libarchive's status into an error, with the system's or its own words.
    static func check(
        _ status: Int32, of archive: OpaquePointer, reading range: ArchiveRange, _ operation: Operation
    ) throws(ArchiveError) {
        guard status != ARCHIVE_OK else { return }
        if let errno = range.failure { throw .system(range.file.path, errno) }
        let message = archive_error_string(archive).map { String(cString: $0) } ?? "no reason given"
        throw .refused(range.file.path, operation, status: status, message: message)
    }
}

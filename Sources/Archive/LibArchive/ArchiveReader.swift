internal import CArchive
public import SystemPackage

/// Reads a foreign tar archive with libarchive, entry by entry; owns a reading `struct archive`.
///
/// It reads from a file or from a part of one, through one of the compressions asked for. Names need no locale of the
/// process. After an error, and after the end, it stays there. The end is only told when the compressed stream was read to its
/// own end, with its checksums; what the archive has behind its end marker is not looked at.
public struct ArchiveReader: ~Copyable {
    private let archive: OpaquePointer
    private let source: ArchiveSource
    private let locale: CharacterLocale
    private let limits: ArchiveLimits
    private var entries = 0
    private var content: Int64 = 0
    private var current: ArchiveEntry?
    private var atEnd = false
    private var failure: ArchiveError?

    /// Opens a file, whole. Throws `ArchiveError`.
    public init(
        _ path: FilePath, filters: [ArchiveFilter] = ArchiveFilter.allCases, limits: ArchiveLimits = ArchiveLimits()
    ) throws(ArchiveError) {
        let file = try Self.opened(path)
        try self.init(file, range: 0..<file.size, filters: filters, limits: limits)
    }

    /// Opens a part of a file. Throws `ArchiveError`.
    init(
        _ file: OpenFile, range: Range<Int64>, filters: [ArchiveFilter], limits: ArchiveLimits
    ) throws(ArchiveError) {
        let locale = try CharacterLocale.utf8()
        let source = try ArchiveSource(file, range: range, filters: filters)
        let archive = try Self.start(source, locale: locale)
        self.init(archive, source, locale, limits)
    }

    private static func opened(_ path: FilePath) throws(ArchiveError) -> OpenFile {
        do {
            return try OpenFile(path)
        } catch {
            throw .system(path, error)
        }
    }

    private init(
        _ archive: OpaquePointer, _ source: ArchiveSource, _ locale: consuming CharacterLocale, _ limits: ArchiveLimits
    ) {
        self.archive = archive
        self.source = source
        self.locale = locale
        self.limits = limits
    }

    deinit { archive_read_free(archive) }

    private static func start(
        _ source: ArchiveSource, locale: borrowing CharacterLocale
    ) throws(ArchiveError) -> OpaquePointer {
        guard let archive = archive_read_new() else { throw .system(source.range.file.path, .noMemory) }
        do {
            try check(archive_read_support_format_tar(archive), of: archive, source, .open)
            // libarchive calls back only in calls made here, while `source` is held.
            let context = Unmanaged.passUnretained(source).toOpaque()
            let status = locale.use {
                archive_read_open(
                    archive, context, nil,
                    { _, context, piece in
                        guard let context, let piece else { return -1 }
                        let bytes = Unmanaged<ArchiveSource>.fromOpaque(context).takeUnretainedValue().next()
                        piece.pointee = bytes?.baseAddress
                        return bytes?.count ?? -1
                    }, nil)
            }
            try check(status, of: archive, source, .open)
        } catch {
            archive_read_free(archive)
            throw error
        }
        return archive
    }

    /// The next entry, passing over what is left of the last one's content; nil at the end. Throws `ArchiveError`.
    public mutating func next() throws(ArchiveError) -> ArchiveEntry? {
        if let failure { throw failure }
        if atEnd { return nil }
        do {
            return try advance()
        } catch {
            failure = error
            throw error
        }
    }

    /// Streams the content of the entry that `next()` returned last to `receive`; of an entry that is no file, or was read
    /// already, nothing. Throws `ArchiveError`, and what `receive` throws.
    public mutating func readData(receive: (UnsafeRawBufferPointer) throws -> Void) throws {
        if let failure { throw failure }
        guard let entry = current else { return }
        current = nil
        do {
            try forEachPiece(of: entry, receive)
        } catch let error as ArchiveError {
            failure = error
            throw error
        }
    }

    /// The whole content of a small entry. Throws as `readData(receive:)`, and `tooMuchContent` above `limit` bytes.
    public mutating func data(limit: Int) throws -> [UInt8] {
        if let entry = current, entry.size > Int64(limit) {
            throw ArchiveError.tooMuchContent(source.range.file.path, limit: Int64(limit))
        }
        var bytes: [UInt8] = []
        try readData { bytes.append(contentsOf: $0) }
        return bytes
    }

    private mutating func advance() throws(ArchiveError) -> ArchiveEntry? {
        current = nil
        var pointer: OpaquePointer?
        let status = locale.use { archive_read_next_header(archive, &pointer) }
        if status == ARCHIVE_EOF {
            // Where the search for a header began, and what was consumed since: nothing, if the data just ended.
            guard archive_filter_bytes(archive, 0) > archive_read_header_position(archive) else {
                throw .missingEnd(source.range.file.path)
            }
            try source.drain()
            atEnd = true
            return nil
        }
        try check(status, .header)
        guard let pointer else { throw .refused(source.range.file.path, .header, status: status, message: "no entry") }
        entries += 1
        guard entries <= limits.maximumEntries else {
            throw .tooManyEntries(source.range.file.path, limit: limits.maximumEntries)
        }
        let made = locale.use { Result { () throws(ArchiveError.Refusal) in try ArchiveEntry(pointer) } }
        let entry: ArchiveEntry
        switch made {
        case .success(let value): entry = value
        case .failure(let refusal): throw .entry(source.range.file.path, refusal.path, refusal.fault)
        }
        guard entry.size <= limits.maximumContent - content else {
            throw .tooMuchContent(source.range.file.path, limit: limits.maximumContent)
        }
        content += entry.size
        current = entry
        return entry
    }

    private func forEachPiece(of entry: ArchiveEntry, _ receive: (UnsafeRawBufferPointer) throws -> Void) throws {
        var done: Int64 = 0
        func refusal(_ fault: ArchiveError.EntryFault) -> ArchiveError {
            .entry(source.range.file.path, entry.path, fault)
        }
        while true {
            var (piece, size, offset) = (UnsafeRawPointer?.none, 0, Int64(0))
            let status = archive_read_data_block(archive, &piece, &size, &offset)
            if status == ARCHIVE_EOF { break }
            try check(status, .data)
            guard offset == done || size == 0 else { throw refusal(.sparse) }
            guard Int64(size) <= entry.size - done else {
                throw refusal(.contentSize(expected: entry.size, actual: done + Int64(size)))
            }
            done += Int64(size)
            if size > 0 { try receive(UnsafeRawBufferPointer(start: piece, count: size)) }
        }
        guard done == entry.size else { throw refusal(.contentSize(expected: entry.size, actual: done)) }
    }

    private func check(_ status: Int32, _ operation: ArchiveError.Operation) throws(ArchiveError) {
        try Self.check(status, of: archive, source, operation)
    }

    private static func check(
        _ status: Int32, of archive: OpaquePointer, _ source: ArchiveSource, _ operation: ArchiveError.Operation
    ) throws(ArchiveError) {
        guard status != ARCHIVE_OK else { return }
        if let failure = source.failure { throw failure }
        try ArchiveError.check(status, of: archive, reading: source.range, operation)
    }
}

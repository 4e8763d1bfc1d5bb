internal import CArchive

/// Has libarchive list a tar archive of which only the headers are there: owns a reading `struct archive`.
///
/// libarchive passes over what lies between the headers, so zeros do in its place. libarchive's warnings, which are about
/// names in other character sets, are let pass: who lists an archive twice compares the entries.
public struct TarLister: ~Copyable {
    /// The next part of an archive.
    public enum Piece: Sendable {
        case bytes([UInt8])
        /// So many bytes that are no header.
        case zeros(Int64)
    }

    /// Why libarchive does not go on, in its own words.
    public struct Refusal: Error, Hashable, Sendable {
        /// The words.
        public let message: String
    }

    private let archive: OpaquePointer
    private let source: TarPieces
    private let locale: CharacterLocale
    private var isOpen = false

    /// A lister that gets the archive from `next`, which returns nil at its end.
    ///
    /// - Throws: ``Refusal`` without memory or without the locale `C.UTF-8`.
    public init(next: @escaping () -> Piece?) throws(Refusal) {
        let locale: CharacterLocale
        do { locale = try CharacterLocale.utf8() } catch { throw Refusal(message: error.description) }
        guard let archive = archive_read_new() else { throw Refusal(message: "out of memory") }
        self.init(archive, TarPieces(next), locale)
    }

    private init(_ archive: OpaquePointer, _ source: TarPieces, _ locale: consuming CharacterLocale) {
        self.archive = archive
        self.source = source
        self.locale = locale
    }

    deinit { archive_read_free(archive) }

    /// The next entry; nil at the end of the archive.
    ///
    /// The corresponding C function is `archive_read_next_header`.
    /// - Throws: ``Refusal`` where libarchive refuses the archive, or an entry is of a kind that is not read.
    public mutating func next() throws(Refusal) -> ArchiveEntry? {
        if !isOpen { try open() }
        var pointer: OpaquePointer?
        let status = locale.use { archive_read_next_header(archive, &pointer) }
        if status == ARCHIVE_EOF { return nil }
        guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let pointer else { throw refusal() }
        let made = locale.use { Result { () throws(ArchiveError.Refusal) in try ArchiveEntry(pointer) } }
        switch made {
        case .success(let entry): return entry
        case .failure(let refusal):
            throw Refusal(message: "the entry '\(EscapedBytes(refusal.path))' \(refusal.fault.description)")
        }
    }

    private mutating func open() throws(Refusal) {
        isOpen = true
        guard archive_read_support_format_tar(archive) == ARCHIVE_OK else { throw refusal() }
        // libarchive calls back only in calls made here, while `source` is held.
        let context = Unmanaged.passUnretained(source).toOpaque()
        let status = locale.use {
            archive_read_open(
                archive, context, nil,
                { _, context, piece in
                    guard let context, let piece else { return -1 }
                    let bytes = Unmanaged<TarPieces>.fromOpaque(context).takeUnretainedValue().next()
                    piece.pointee = bytes.baseAddress.map { UnsafeRawPointer($0) }
                    return bytes.count
                }, nil)
        }
        guard status == ARCHIVE_OK || status == ARCHIVE_WARN else { throw refusal() }
    }

    private func refusal() -> Refusal {
        Refusal(message: archive_error_string(archive).map { String(cString: $0) } ?? "no reason given")
    }
}

/// Holds the piece that libarchive looks at until it asks for the next.
private final class TarPieces {
    private static let zeros = 256 << 10

    private let take: () -> TarLister.Piece?
    private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 16)
    private let zeros = UnsafeMutableRawBufferPointer.allocate(byteCount: TarPieces.zeros, alignment: 16)
    private var gap: Int64 = 0

    init(_ take: @escaping () -> TarLister.Piece?) {
        self.take = take
        zeros.initializeMemory(as: UInt8.self, repeating: 0)
    }

    deinit {
        buffer.deallocate()
        zeros.deallocate()
    }

    /// The next bytes, none at the end.
    func next() -> UnsafeMutableRawBufferPointer {
        while gap == 0 {
            switch take() {
            case nil: return UnsafeMutableRawBufferPointer(rebasing: zeros[..<0])
            case .zeros(let count)?: gap = count
            case .bytes(let bytes)?:
                if bytes.isEmpty { continue }
                if bytes.count > buffer.count {
                    buffer.deallocate()
                    buffer = .allocate(byteCount: bytes.count, alignment: 16)
                }
                buffer.copyBytes(from: bytes)
                return UnsafeMutableRawBufferPointer(rebasing: buffer[..<bytes.count])
            }
        }
        let count = Int(min(gap, Int64(zeros.count)))
        gap -= Int64(count)
        return UnsafeMutableRawBufferPointer(rebasing: zeros[..<count])
    }
}

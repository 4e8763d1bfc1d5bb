internal import CArchive

/// How a foreign archive is compressed. What libarchive would hand to another program is not among these.
public enum ArchiveFilter: Hashable, Sendable, CaseIterable {
    case none, gzip, bzip2, xz, lzma, zstd

    /// Lets a reader see through this compression; returns libarchive's status. Not for gzip, whose checksum libarchive
    /// 3.6.2 does not look at: that is read by `Decompressor`.
    func enable(for archive: OpaquePointer) -> Int32 {
        switch self {
        case .none, .gzip: ARCHIVE_OK
        case .bzip2: archive_read_support_filter_bzip2(archive)
        case .xz: archive_read_support_filter_xz(archive)
        case .lzma: archive_read_support_filter_lzma(archive)
        case .zstd: archive_read_support_filter_zstd(archive)
        }
    }
}

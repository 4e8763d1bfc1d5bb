public import SystemPackage

/// Why a zip file was refused or could not be read. Each fault names the file; those of one entry also the entry.
public enum ZipError: Error, Equatable, Sendable {
    /// The system refused to open or read the file.
    case system(FilePath, Errno)
    /// The file as a whole is no zip file, or not one that every reader reads alike.
    case damaged(FilePath, Fault)
    /// An entry is damaged, hostile or of a kind that is not read; its name as it stands in the file.
    case entry(FilePath, [UInt8], EntryFault)

    /// What is wrong with the file.
    public enum Fault: Equatable, Sendable {
        /// There is no end of central directory record.
        case noEnd
        /// Bytes follow the end record and its comment, or are missing from the comment.
        case trailingBytes
        /// The file is one of several disks.
        case severalDisks
        /// The end record and its ZIP64 twin contradict each other, or the latter is missing.
        case zip64
        /// The central directory does not lie exactly before the end records.
        case directoryPlace
        /// The central directory is larger, or has more entries, than is read.
        case tooLarge(entries: UInt64, directory: UInt64)
        /// A central directory record is damaged, at this offset.
        case directoryRecord(offset: Int64)
        /// Bytes in front of the central directory belong to no entry, from this offset on.
        case gap(offset: Int64)
    }

    /// What is wrong with an entry.
    public enum EntryFault: Equatable, Sendable {
        case path(TarError.PathFault)
        case backslash
        /// The name is not ASCII and not marked as UTF-8, or is not valid UTF-8.
        case encoding
        /// Another entry has this name, or one that differs in the final slash alone.
        case duplicate
        case encrypted
        /// A compression method other than stored and deflated.
        case method(UInt16)
        /// General purpose flags that change how the entry is read.
        case flags(UInt16)
        /// It needs a later version of the format.
        case version(UInt8)
        /// A symbolic link.
        case symbolicLink
        /// Neither a file nor a directory, by its Unix mode; or one by name and the other by mode.
        case fileType(UInt16)
        /// A directory with content.
        case directoryWithContent
        /// A stored entry whose two sizes differ.
        case storedSize
        /// An extra field is damaged or contradicts the record.
        case extraField
        /// The header before the data says something else than the central directory; which field.
        case localHeader(String)
        /// It overlaps the entry before it, the directory or the end of the file.
        case overlap
        /// The data descriptor is damaged or says something else than the central directory.
        case dataDescriptor
        /// The compressed data are damaged; zlib's view of it.
        case data(CodecError.Fault)
        /// The content is longer or shorter than the directory says.
        case size(expected: Int64)
        /// The content's CRC-32 is another than the directory's.
        case checksum(expected: UInt32, actual: UInt32)
        /// The compressed data end before or after their given size.
        case compressedSize(expected: Int64)
    }
}

extension ZipError: CustomStringConvertible {
    /// One sentence: what was being done, to what, and what stopped it.
    public var description: String {
        switch self {
        case .system(let file, _): "cannot read the zip file \(file): \(reason)"
        case .damaged(let file, _), .entry(let file, _, _): "refused the zip file \(file): \(reason)"
        }
    }

    /// What stopped it, without the file, for who knows it by another name.
    public var reason: String {
        switch self {
        case .system(_, let errno): "\(errno)"
        case .damaged(_, let fault): "\(fault)"
        case .entry(_, let name, let fault): "its entry \"\(EscapedBytes(name))\" \(fault)"
        }
    }
}

extension ZipError.Fault: CustomStringConvertible {
    /// The fault as the end of a sentence.
    public var description: String {
        switch self {
        case .noEnd: "it has no end of central directory record, so it is truncated or no zip file"
        case .trailingBytes: "its length does not fit its end record"
        case .severalDisks: "it is part of a set of several"
        case .zip64: "its ZIP64 end record is missing or contradicts the other"
        case .directoryPlace: "its central directory does not lie right before its end record"
        case .tooLarge(let entries, let directory):
            "its central directory of \(entries) entries and \(directory) bytes is larger than any wheel's"
        case .directoryRecord(let offset): "its central directory is damaged at byte \(offset)"
        case .gap(let offset): "from byte \(offset) on there are bytes that belong to no entry"
        }
    }
}

extension ZipError.EntryFault: CustomStringConvertible {
    /// The fault, said of the entry.
    public var description: String {
        switch self {
        case .path(let fault): "has a name that is not allowed: \(fault)"
        case .backslash: "has a backslash in its name"
        case .encoding: "has a name that is not valid UTF-8, or not marked as such"
        case .duplicate: "stands in it twice"
        case .encrypted: "is encrypted"
        case .method(let method): "uses compression method \(method); only stored (0) and deflated (8) are read"
        case .flags(let flags): "has unsupported flags 0x\(String(flags, radix: 16))"
        case .version(let version): "needs version \(version / 10).\(version % 10) of the format"
        case .symbolicLink: "is a symbolic link"
        case .fileType(let mode): "is neither file nor directory by its mode 0\(String(mode, radix: 8))"
        case .directoryWithContent: "is a directory with content"
        case .storedSize: "is stored, with two different sizes"
        case .extraField: "has a damaged or contradicting extra field"
        case .localHeader(let field): "has another \(field) in its local header than in the central directory"
        case .overlap: "overlaps another part of the file"
        case .dataDescriptor: "has a damaged data descriptor"
        case .data(let fault): "is damaged: \(fault)"
        case .size(let expected): "does not have the \(expected) bytes of content that the directory gives"
        case .checksum(let expected, let actual):
            "has CRC-32 \(String(actual, radix: 16)), but the directory gives \(String(expected, radix: 16))"
        case .compressedSize(let expected): "does not end after its \(expected) compressed bytes"
        }
    }
}

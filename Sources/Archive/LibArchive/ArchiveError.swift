public import SystemPackage

/// Why a foreign archive could not be read. Each case names the file.
public enum ArchiveError: Error, Equatable, Sendable {
    /// The system refused to open or read the file.
    case system(FilePath, Errno)
    /// libarchive refused: its status and its own words. Its warnings count, because they mean that an entry is not what the
    /// archive says.
    case refused(FilePath, Operation, status: Int32, message: String)
    /// The archive is not compressed in one of the ways asked for, or in several at once.
    case compression(FilePath)
    /// The compressed stream is damaged.
    case compressed(FilePath, CodecError)
    /// The archive ends without the zero block that ends every tar archive, so it may be cut off.
    case missingEnd(FilePath)
    /// An entry is of a kind that is not read; its path as it stands in the archive.
    case entry(FilePath, [UInt8], EntryFault)
    /// There are more entries than the limit.
    case tooManyEntries(FilePath, limit: Int)
    /// The entries have more content than the limit.
    case tooMuchContent(FilePath, limit: Int64)
    /// The file is no Debian package.
    case deb(FilePath, DebFault)
    /// The C library has no locale `C.UTF-8`, without which libarchive misreads names that are not ASCII.
    case noLocale

    /// What libarchive was asked for.
    public enum Operation: String, Equatable, Sendable {
        case open, header, data
    }

    /// What is wrong with an entry.
    public enum EntryFault: Equatable, Sendable {
        /// It has no path, or one longer than 4096 bytes.
        case path
        /// A file type that tar does not have.
        case type(UInt32)
        /// A user or group number beyond 32 bits.
        case owner
        /// A device number beyond 32 bits.
        case device
        /// No size, a negative one, or a link with content.
        case size
        /// A file with holes.
        case sparse
        /// The content is longer or shorter than its size.
        case contentSize(expected: Int64, actual: Int64)
    }

    /// What is wrong with a Debian package.
    public enum DebFault: Error, Equatable, Sendable {
        /// It does not begin as an ar archive.
        case notAnArchive
        /// An ar header is damaged, at this offset.
        case header(offset: Int64)
        /// A member reaches beyond the end of the file.
        case truncated(member: String)
        /// The first member is not `debian-binary` of format 2.
        case version
        /// `control.tar` or `data.tar` is missing, doubled or out of place.
        case members
        /// A member is compressed in a way that dpkg does not know.
        case compression(member: String)
    }
}

extension ArchiveError: CustomStringConvertible {
    /// One sentence: what was being done, to what, and what stopped it.
    public var description: String {
        switch self {
        case .system(let file, let errno): "cannot read the archive \(file): \(errno)"
        case .refused(let file, let operation, _, let message):
            "cannot read \(operation.subject) the archive \(file): \(EscapedBytes(Array(message.utf8)))"
        case .compression(let file):
            "refused the archive \(file): it is not compressed in the way that its name says, or more than once"
        case .compressed(let file, let error): "refused the archive \(file): \(error)"
        case .missingEnd(let file): "refused the archive \(file): it ends without an end marker, so it may be cut off"
        case .entry(let file, let path, let fault):
            "refused the archive \(file): its entry \"\(EscapedBytes(path))\" \(fault)"
        case .tooManyEntries(let file, let limit): "refused the archive \(file): it has more than \(limit) entries"
        case .tooMuchContent(let file, let limit):
            "refused the archive \(file): it has more than \(limit) bytes of content"
        case .deb(let file, let fault): "refused the Debian package \(file): \(fault)"
        case .noLocale: "cannot read archives: the C library has no locale C.UTF-8; install libc-bin"
        }
    }
}

extension ArchiveError.Operation {
    fileprivate var subject: String {
        switch self {
        case .open: "the beginning of"
        case .header: "the next entry of"
        case .data: "an entry's content in"
        }
    }
}

extension ArchiveError.EntryFault: CustomStringConvertible {
    /// The fault, said of the entry.
    public var description: String {
        switch self {
        case .path: "has no usable path"
        case .type(let type): "has the unknown file type 0\(String(type, radix: 8))"
        case .owner: "has a user or group number beyond 32 bits"
        case .device: "has a device number beyond 32 bits"
        case .size: "has no valid size, or is a link with content"
        case .sparse: "is a sparse file, which is not read"
        case .contentSize(let expected, let actual): "should have \(expected) bytes of content but has \(actual)"
        }
    }
}

extension ArchiveError.DebFault: CustomStringConvertible {
    /// The fault as the end of a sentence.
    public var description: String {
        switch self {
        case .notAnArchive: "it does not begin as an ar archive does"
        case .header(let offset): "the header at byte \(offset) is damaged"
        case .truncated(let member): "it ends within its member \(EscapedBytes(Array(member.utf8)))"
        case .version: "its first member is not debian-binary of format 2"
        case .members: "it does not have one control.tar and one data.tar, in this order"
        case .compression(let member):
            "its member \(EscapedBytes(Array(member.utf8))) is compressed in a way that is not read"
        }
    }
}

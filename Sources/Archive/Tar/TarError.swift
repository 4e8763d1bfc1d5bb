/// Why a tar archive could not be written as asked.
public enum TarError: Error, Equatable, Sendable {
    /// A path may not stand in an archive.
    case invalidPath([UInt8], PathFault)
    /// An entry holds a value that a tar header cannot carry.
    case invalidEntry(TarPath, EntryFault)
    /// A path was written a second time.
    case duplicatePath(TarPath)
    /// A path lies below another that is in the archive and is no directory.
    case parentNotDirectory(TarPath, parent: TarPath)
    /// A path with other paths below it was written as something other than a directory.
    case notDirectory(TarPath)
    /// A hard link names no file that stands before it in the archive.
    case linkTargetMissing(TarPath, target: TarPath)
    /// The content was longer or shorter than the entry's size; `actual` counts what came up to the refusal.
    case contentSize(TarPath, expected: Int64, actual: Int64)
    /// The bytes of a run of entries were more or fewer than its entries take; `actual` counts what came up to the refusal.
    case runSize(expected: Int64, actual: Int64)
    /// An entry was written after a failure, or after the end of the archive.
    case closed

    /// What is wrong with a path.
    public enum PathFault: Equatable, Sendable {
        case empty, tooLong, absolute, nul, emptyComponent, componentTooLong, dot, dotDot
    }

    /// What is wrong with an entry.
    public enum EntryFault: Equatable, Sendable {
        /// Mode bits outside 07777.
        case mode(UInt16)
        /// A file size below zero.
        case size(Int64)
        /// A symbolic link's target that is empty, longer than 4095 bytes or holds a NUL.
        case linkTarget([UInt8])
        /// A hard link to itself.
        case linkToItself
        /// A device number above 2 097 151.
        case device(major: UInt32, minor: UInt32)
        /// An extended attribute's name that is empty, longer than 255 bytes or holds a NUL or `=`.
        case attributeName([UInt8])
        /// Two extended attributes of one name.
        case duplicateAttribute([UInt8])
        /// An extended attribute's value above 64 KiB, Linux's limit.
        case attributeSize([UInt8], Int)
    }
}

extension TarError: CustomStringConvertible {
    /// One sentence: what was being done, to what, and what stopped it.
    public var description: String {
        switch self {
        case .invalidPath(let bytes, let fault): "cannot put \"\(EscapedBytes(bytes))\" into an archive: \(fault)"
        case .invalidEntry(let path, let fault): "cannot write \(path) into a tar archive: \(fault)"
        case .duplicatePath(let path): "cannot write \(path) into the tar archive: it is already in there"
        case .parentNotDirectory(let path, let parent):
            "cannot write \(path) into the tar archive: \(parent) is in there and is not a directory"
        case .notDirectory(let path):
            "cannot write \(path) into the tar archive as something other than a directory: there are entries below it"
        case .linkTargetMissing(let path, let target):
            "cannot write the hard link \(path) into the tar archive: its target \(target) is no file written before it"
        case .contentSize(let path, let expected, let actual):
            "cannot write \(path) into the tar archive: its size was given as \(expected) bytes, but "
                + (actual > expected ? "at least " : "only ") + "\(actual) came"
        case .runSize(let expected, let actual):
            "cannot use a run of tar entries: they take \(expected) bytes, but "
                + (actual > expected ? "at least " : "only ") + "\(actual) came"
        case .closed: "cannot write to a tar archive that was ended or that failed before"
        }
    }
}

extension TarError.PathFault: CustomStringConvertible {
    /// The fault as the end of a sentence.
    public var description: String {
        switch self {
        case .empty: "the path is empty"
        case .tooLong: "the path is longer than \(TarPath.maximumLength) bytes"
        case .absolute: "the path is absolute"
        case .nul: "the path holds a NUL"
        case .emptyComponent: "the path has an empty component"
        case .componentTooLong: "a component is longer than \(TarPath.maximumComponentLength) bytes"
        case .dot: "the path has the component \".\""
        case .dotDot: "the path has the component \"..\""
        }
    }
}

extension TarError.EntryFault: CustomStringConvertible {
    /// The fault as the end of a sentence.
    public var description: String {
        switch self {
        case .mode(let mode): "the mode 0\(String(mode, radix: 8)) has bits beyond 07777"
        case .size(let size): "the size \(size) is negative"
        case .linkTarget(let target):
            "the link target \"\(EscapedBytes(target))\" is empty, too long or holds a NUL"
        case .linkToItself: "the hard link names itself"
        case .device(let major, let minor): "the device number \(major):\(minor) does not fit"
        case .attributeName(let name): "the extended attribute name \"\(EscapedBytes(name))\" is not valid"
        case .duplicateAttribute(let name): "the extended attribute \"\(EscapedBytes(name))\" is given twice"
        case .attributeSize(let name, let size):
            "the extended attribute \"\(EscapedBytes(name))\" has \(size) bytes, more than 65536"
        }
    }
}

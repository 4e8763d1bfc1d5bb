/// A file system path: not empty and free of NUL, so that every C call sees the whole of it.
public struct Path: Hashable, Sendable, CustomStringConvertible {
    /// The path as the system calls take it.
    public let string: String

    /// Throws ``FileError/badPath(_:)`` when `string` is empty or holds a NUL.
    public init(_ string: String) throws(FileError) {
        guard !string.isEmpty, !string.utf8.contains(0) else { throw .badPath(string) }
        self.string = string
    }

    private init(trusted string: String) { self.string = string }

    /// The path itself.
    public var description: String { string }

    /// This directory's member of that name.
    func appending(_ name: RelativeName) -> Path {
        Path(trusted: string.hasSuffix("/") ? string + name.string : string + "/" + name.string)
    }

    /// The directory that holds this file, as written.
    var parent: Path {
        guard let slash = string.utf8.lastIndex(of: UInt8(ascii: "/")) else { return Path(trusted: ".") }
        return slash == string.startIndex ? Path(trusted: "/") : Path(trusted: String(string[..<slash]))
    }
}

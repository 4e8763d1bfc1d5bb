import Glibc

/// What stops the reading of a file.
public enum FileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A path that is empty or holds a NUL.
    case badPath(String)
    /// A name that would leave the directory it is joined to.
    case nameOutside(String)
    /// A member of a directory that a symbolic link takes out of it.
    case linkOutside(Path, directory: Path)
    /// `open`, `realpath` or a kin failed with this `errno`.
    case failed(Operation, Path, errno: Int32)
    /// A directory, a device or a pipe where a regular file belongs.
    case notRegular(Path)
    /// A file larger than anything that belongs there.
    case tooLarge(Path, limit: Int)

    /// What was being done.
    public enum Operation: String, Sendable {
        case open, read, list, find
        case makeDirectory = "make a directory in"
    }

    /// The sentence for the user.
    public var description: String {
        switch self {
        case .badPath(let text): "\(Quotation(text)) is not a path: it is empty or holds a NUL"
        case .nameOutside(let name):
            "the file name \(Quotation(name)) leaves its directory: give a relative name without \".\" and \"..\""
        case .linkOutside(let path, let directory): "\(path) is a link that leads out of \(directory)"
        case .failed(let operation, let path, let code):
            "could not \(operation.rawValue) \(path): \(strerror(code).map { String(cString: $0) } ?? "error \(code)")"
        case .notRegular(let path): "\(path) is not a regular file"
        case .tooLarge(let path, let limit): "\(path) is larger than the \(limit) bytes allowed for such a file"
        }
    }
}

public import SystemPackage

/// What went wrong with a file, and at what.
public enum FileError: Error, Hashable, Sendable, CustomStringConvertible {
    case failed(Operation, FilePath, Errno)
    case tooLarge(FilePath, limit: Int)
    case notRegular(FilePath)

    /// What was being done.
    public enum Operation: String, Hashable, Sendable {
        case open, read, write, create, rename, remove, list, lock, sync, inspect, link, touch
    }

    /// The sentence for people.
    public var description: String {
        switch self {
        case .failed(let operation, let path, let errno): "cannot \(operation.rawValue) \(path): \(errno)"
        case .tooLarge(let path, let limit): "\(path) is larger than the \(limit) bytes that are read"
        case .notRegular(let path): "\(path) is not a regular file"
        }
    }
}

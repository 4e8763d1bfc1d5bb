/// Where lines are read from.
public enum LineSource: Hashable, Sendable, CustomStringConvertible {
    case standardInput
    case file(Path)

    /// Parses `-` or a path. Throws ``FileError/badPath(_:)``.
    init(parsing text: String) throws(FileError) {
        self = text == "-" ? .standardInput : .file(try Path(text))
    }

    /// As messages name it.
    public var description: String {
        switch self {
        case .standardInput: "standard input"
        case .file(let path): path.string
        }
    }
}

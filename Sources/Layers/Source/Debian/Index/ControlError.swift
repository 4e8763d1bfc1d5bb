/// Why a control file cannot be read.
public enum ControlError: Error, Hashable, Sendable, CustomStringConvertible {
    case empty
    case line(String)
    case duplicateField(String)
    case tooMany(limit: Int)
    case missingField(String, package: String)
    case field(String, value: String, package: String, reason: String)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .empty: "the control file has no paragraph"
        case .line(let text): "the control file's line '\(text)' is neither a field nor the rest of one"
        case .duplicateField(let name): "the field '\(name)' stands twice in one paragraph of a control file"
        case .tooMany(let limit): "the control file has more than \(limit) paragraphs"
        case .missingField(let name, let package): "the package \(package) has no field '\(name)'"
        case .field(let name, let value, let package, let reason):
            "the package \(package) has '\(name): \(value)': \(reason)"
        }
    }
}

/// Why a package is in a lock.
public enum DebianReason: Hashable, Sendable, CustomStringConvertible {
    case requested
    case essential
    case required
    case dependency(of: DebianPackageName)

    /// As it is written in a lock.
    public var description: String {
        switch self {
        case .requested: "requested"
        case .essential: "essential"
        case .required: "required"
        case .dependency(let name): "needed by \(name)"
        }
    }

    /// Reads what a lock says.
    init(_ text: String) throws(DebianNameError) {
        switch text {
        case "requested": self = .requested
        case "essential": self = .essential
        case "required": self = .required
        default:
            let prefix = "needed by "
            guard text.hasPrefix(prefix) else { throw .relation(DebianNameError.excerpt(text)) }
            self = .dependency(of: try DebianPackageName(text.dropFirst(prefix.count)))
        }
    }
}

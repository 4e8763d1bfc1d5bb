/// Why a text names no file of a model hub.
public enum HubError: Error, Hashable, Sendable, CustomStringConvertible {
    case endpoint(String, String)
    case repository(String)
    case revision(String)
    case path(String)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .endpoint(_, let reason): reason
        case .repository(let text): "'\(text.prefix(200))' is not a repository as OWNER/NAME"
        case .revision(let text):
            "'\(text.prefix(200))' is not a commit of 40 hexadecimal digits; a branch or a tag can mean other files tomorrow"
        case .path(let text): "'\(text.prefix(200))' is not a path in a repository"
        }
    }
}

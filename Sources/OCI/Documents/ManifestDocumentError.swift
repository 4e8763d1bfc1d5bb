/// Why bytes are no manifest and no index.
public enum ManifestDocumentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is not of a known type, or not of one alone.
    case type(String, String)
    /// It is no JSON, or not of that form.
    case json(String, JSONError)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .type(let place, let reason): "\(place) cannot be read as a manifest: \(reason)"
        case .json(let place, let error): "\(place) cannot be read as a manifest: \(error)"
        }
    }
}

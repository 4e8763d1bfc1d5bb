public import Archive

/// Why a model's layer cannot be described.
public enum ModelAnnotationError: Error, Hashable, Sendable, CustomStringConvertible {
    case missingCard(TarPath)
    case card(TarPath, ModelCardError)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .missingCard(let name):
            "the model has no file '\(name)', which 'card' names; add it to 'files' or take 'card' out"
        case .card(let name, let error):
            "the card \(name) cannot be read: \(error); take 'card' out and write 'license' in the recipe"
        }
    }
}

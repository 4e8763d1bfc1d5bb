/// What is wrong with a model's manifest.
enum ManifestError: Error, Equatable, Sendable, CustomStringConvertible {
    case notJSON(Path, reason: String)
    case badMember(Path, FieldError)
    case wrongKind(Path, expected: ModelManifest.Kind.Name, found: ModelManifest.Kind.Name)
    /// A special token that the vocabulary lacks.
    case noSpecialToken(Path, token: String)
    /// A line of a vocabulary or a dictionary that is not UTF-8.
    case notText(Path, line: Int)
    /// A vocabulary with tokens that the network was not made for.
    case vocabularyBeyondModel(Path, count: Int, model: Path, message: String)
    /// More entries than any vocabulary has.
    case vocabularyTooLong(Path, limit: Int)

    var description: String {
        switch self {
        case .notJSON(let path, let reason): "\(path) is not JSON: \(reason)"
        case .badMember(let path, let error): "\(path) is not a model manifest: \(error)"
        case .wrongKind(let path, let expected, let found):
            "\(path) describes a model of the kind \(found.rawValue), but one for \(expected.rawValue) is needed"
        case .noSpecialToken(let path, let token): "the vocabulary \(path) lacks the token \(token)"
        case .notText(let path, let line): "line \(line) of \(path) is not UTF-8: convert the file, one token a line"
        case .vocabularyBeyondModel(let path, let count, let model, let message):
            "the vocabulary \(path) has \(count) tokens, more than \(model) was made for: use the vocabulary that it was "
                + "trained with (\(message))"
        case .vocabularyTooLong(let path, let limit): "the vocabulary \(path) has more than \(limit) entries"
        }
    }
}

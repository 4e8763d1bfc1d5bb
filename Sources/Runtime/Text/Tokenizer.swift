/// How a text becomes the ids that a model takes.
enum Tokenizer: Sendable {
    case character(CharacterTokenizer)
    case wordPiece(WordPieceTokenizer)

    /// The ids, with `[CLS]` before and `[SEP]` behind, never more than the model's maximum.
    func ids(_ text: String) -> [Int64] {
        switch self {
        case .character(let tokenizer): tokenizer.ids(text)
        case .wordPiece(let tokenizer): tokenizer.ids(text)
        }
    }

    /// The tokens that it knows.
    var vocabulary: Vocabulary {
        switch self {
        case .character(let tokenizer): tokenizer.vocabulary
        case .wordPiece(let tokenizer): tokenizer.vocabulary
        }
    }

    /// Loads the vocabulary that `settings` name.
    init(_ settings: TokenizerSettings, in directory: Directory) throws {
        let vocabulary = try Vocabulary(directory.file(settings.vocabulary))
        switch settings.kind {
        case .character(let fold, let head):
            self = .character(
                CharacterTokenizer(
                    vocabulary: vocabulary, lowercase: settings.lowercase, fold: fold,
                    maximumLength: settings.maximumLength, head: head))
        case .wordpiece(let stripsAccents):
            self = .wordPiece(
                WordPieceTokenizer(
                    vocabulary: vocabulary,
                    splitter: WordSplitter(lowercase: settings.lowercase, stripsAccents: stripsAccents),
                    maximumLength: settings.maximumLength))
        }
    }
}

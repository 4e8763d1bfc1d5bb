/// What a manifest says about the tokenizer.
struct TokenizerSettings: Equatable, Sendable {
    /// The algorithms.
    enum Kind: Equatable, Sendable {
        /// One token a Unicode scalar; `head` tokens of a text that is too long are kept from its start, the rest from
        /// its end.
        case character(fold: CharacterTokenizer.Fold, head: Int)
        /// BERT's and ERNIE's. Accents go with the capitals unless the manifest says otherwise, as in BERT.
        case wordpiece(stripsAccents: Bool)
    }

    let kind: Kind
    let vocabulary: RelativeName
    let lowercase: Bool
    /// The most ids of a text, those of `[CLS]` and `[SEP]` included.
    let maximumLength: Int
}

extension TokenizerSettings {
    private enum KindName: String, CaseIterable {
        case character, wordpiece
    }

    /// Takes a manifest's `tokenizer`. Throws ``FieldError``.
    init(_ fields: inout Fields) throws(FieldError) {
        let name: KindName = try fields.choice("kind")
        vocabulary = try fields.file("vocabulary")
        lowercase = try fields.boolean("lowercase")
        maximumLength = try fields.integer("maximumLength", in: 3...8192)
        switch name {
        case .character:
            kind = .character(
                fold: try fields.choice("fold"), head: try fields.integer("head", in: 0...maximumLength - 2))
        case .wordpiece:
            let strips = fields.has("stripAccents") ? try fields.boolean("stripAccents") : lowercase
            kind = .wordpiece(stripsAccents: strips)
        }
        try fields.finish()
    }
}

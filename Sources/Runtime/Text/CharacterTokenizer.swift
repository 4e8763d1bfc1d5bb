/// One token a Unicode scalar.
struct CharacterTokenizer: Sendable {
    /// What is done to wide characters first.
    enum Fold: String, CaseIterable, Sendable {
        /// U+FF01 to U+FF5E become the ASCII characters they are wide forms of, U+3000 becomes a space.
        case fullwidth
        case none
    }

    let vocabulary: Vocabulary
    let lowercase: Bool
    let fold: Fold
    let maximumLength: Int
    let head: Int
    /// The ids of the tokens that are one scalar.
    private let table: [Unicode.Scalar: Int64]

    init(vocabulary: Vocabulary, lowercase: Bool, fold: Fold, maximumLength: Int, head: Int) {
        self.vocabulary = vocabulary
        self.lowercase = lowercase
        self.fold = fold
        self.maximumLength = maximumLength
        self.head = head
        table = vocabulary.scalars
    }

    /// Looks up each of the ``characters(of:)``; of a text that is too long keeps `head` tokens from the start and the
    /// others from the end.
    func ids(_ text: String) -> [Int64] {
        var characters = characters(of: text)
        let room = maximumLength - 2
        if characters.count > room { characters = Array(characters.prefix(head) + characters.suffix(room - head)) }
        let unknown = vocabulary.special.unknown
        var ids: [Int64] = []
        ids.reserveCapacity(characters.count + 2)
        ids.append(vocabulary.special.start)
        for character in characters { ids.append(table[character] ?? unknown) }
        ids.append(vocabulary.special.end)
        return ids
    }

    /// The scalars that become tokens: folded, in lower case each by itself, without white space.
    func characters(of text: String) -> [Unicode.Scalar] {
        var characters: [Unicode.Scalar] = []
        characters.reserveCapacity(text.utf8.count / 3 + 1)
        for scalar in text.unicodeScalars {
            let folded = folded(scalar)
            switch folded.value {
            // Of ideographs and kana none is a capital or white space, and what Unicode says of them need not be looked up.
            case 0x3001...0x9FFF: characters.append(folded)
            case _ where lowercase && folded.properties.isCased:
                characters.append(contentsOf: folded.properties.lowercaseMapping.unicodeScalars)
            case _ where folded.properties.isWhitespace: break
            default: characters.append(folded)
            }
        }
        return characters
    }

    private func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard fold == .fullwidth else { return scalar }
        switch scalar.value {
        case 0x3000: return " "
        case 0xFF01...0xFF5E: return Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
        default: return scalar
        }
    }
}

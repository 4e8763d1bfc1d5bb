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

    /// Looks up each of the ``characters(of:)``; of a text that is too long keeps `head` tokens from the start and the
    /// others from the end.
    func ids(_ text: String) -> [Int64] {
        var characters = characters(of: text)
        let room = maximumLength - 2
        if characters.count > room { characters = Array(characters.prefix(head) + characters.suffix(room - head)) }
        let ids = characters.map { vocabulary.id(UTF8.encode($0) ?? .init()) ?? vocabulary.special.unknown }
        return [vocabulary.special.start] + ids + [vocabulary.special.end]
    }

    /// The scalars that become tokens: folded, in lower case each by itself, without white space.
    func characters(of text: String) -> [Unicode.Scalar] {
        var characters: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars {
            let folded = folded(scalar)
            if lowercase, folded.properties.isCased {
                characters.append(contentsOf: folded.properties.lowercaseMapping.unicodeScalars)
            } else if !folded.properties.isWhitespace {
                characters.append(folded)
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

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

    /// Folds, lowercases, drops white space, looks up each scalar; of a text that is too long keeps `head` tokens from
    /// the start and the others from the end.
    func ids(_ text: String) -> [Int64] {
        var ids: [Int64] = []
        for scalar in text.unicodeScalars {
            let folded = folded(scalar)
            if lowercase {
                for lower in folded.properties.lowercaseMapping.unicodeScalars { append(lower, to: &ids) }
            } else {
                append(folded, to: &ids)
            }
        }
        let room = maximumLength - 2
        if ids.count > room { ids = Array(ids.prefix(head) + ids.suffix(room - head)) }
        return [vocabulary.special.start] + ids + [vocabulary.special.end]
    }

    private func append(_ scalar: Unicode.Scalar, to ids: inout [Int64]) {
        guard !scalar.properties.isWhitespace else { return }
        ids.append(vocabulary.id(UTF8.encode(scalar) ?? .init()) ?? vocabulary.special.unknown)
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

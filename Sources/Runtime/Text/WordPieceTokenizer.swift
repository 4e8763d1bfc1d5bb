/// BERT's tokenizer (Devlin et al. 2018; Wu et al., "Google's Neural Machine Translation System", 2016, section 4.1):
/// words at white space, punctuation and ideographs on their own, then the longest pieces that the vocabulary has.
/// Accents are kept: vocabularies of Chinese models have no use for their removal.
struct WordPieceTokenizer: Sendable {
    /// A longer word becomes one unknown token, as in BERT.
    private static let wordLimit = 100

    let vocabulary: Vocabulary
    let lowercase: Bool
    let maximumLength: Int

    /// The ids; a text that is too long loses its end.
    func ids(_ text: String) -> [Int64] {
        var ids: [Int64] = []
        for word in words(of: text) {
            guard ids.count < maximumLength - 2 else { break }
            ids.append(contentsOf: pieces(of: word))
        }
        return [vocabulary.special.start] + ids.prefix(maximumLength - 2) + [vocabulary.special.end]
    }

    private func words(of text: String) -> [[Unicode.Scalar]] {
        var words: [[Unicode.Scalar]] = []
        var word: [Unicode.Scalar] = []
        func end() {
            if !word.isEmpty { words.append(word) }
            word = []
        }
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace {
                end()
            } else if Self.isControl(scalar) {
                continue
            } else if Self.isIdeograph(scalar) || Self.isPunctuation(scalar) {
                end()
                words.append([scalar])
            } else if lowercase {
                word.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            } else {
                word.append(scalar)
            }
        }
        end()
        return words
    }

    /// The longest piece first, again and again; one unknown token when some rest has no piece.
    private func pieces(of word: [Unicode.Scalar]) -> [Int64] {
        guard word.count <= Self.wordLimit else { return [vocabulary.special.unknown] }
        var ids: [Int64] = []
        var start = 0
        while start < word.count {
            var end = word.count
            var found: Int64?
            while end > start, found == nil {
                let piece = word[start..<end].flatMap { UTF8.encode($0).map(Array.init) ?? [] }
                found = vocabulary.id(start == 0 ? piece : Array("##".utf8) + piece)
                if found == nil { end -= 1 }
            }
            guard let found else { return [vocabulary.special.unknown] }
            ids.append(found)
            start = end
        }
        return ids
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value == 0 || scalar.value == 0xFFFD { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .surrogate, .unassigned: return true
        default: return false
        }
    }

    /// The blocks that BERT splits at: CJK unified and compatibility ideographs.
    private static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2CEAF, 0xF900...0xFAFF,
            0x2F800...0x2FA1F:
            true
        default: false
        }
    }

    /// Punctuation by Unicode, and every other ASCII character that is neither letter, digit nor space.
    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 33...47, 58...64, 91...96, 123...126: return true
        default: break
        }
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            return true
        default: return false
        }
    }
}

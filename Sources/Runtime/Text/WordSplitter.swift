@_spi(_Unicode) import Swift

/// Cuts a text into words as BERT does (`BasicTokenizer` in its `tokenization.py`): at white space, which goes, around
/// ideographs and punctuation, which are words of their own.
struct WordSplitter: Sendable {
    /// A word in UTF-8, and how many scalars it has.
    struct Word: Equatable, Sendable {
        var utf8: [UInt8] = []
        var scalars = 0

        fileprivate mutating func append(_ scalar: Unicode.Scalar) {
            utf8.append(contentsOf: UTF8.encode(scalar) ?? .init())
            scalars += 1
        }
    }

    let lowercase: Bool
    /// Whether the text is decomposed (NFD) and loses what is then a non-spacing mark: accents go, and Hangul syllables
    /// become their letters.
    let stripsAccents: Bool

    /// Calls `body` with each word in turn until it returns false.
    func forEachWord(of text: String, _ body: (Word) -> Bool) {
        var run: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars {
            // First of all, because the controls U+000B, U+000C, U+001C to U+001F and U+0085 are white space, too.
            if Self.isDropped(scalar) { continue }
            if scalar.properties.isWhitespace {
                guard emit(&run, body) else { return }
            } else if Self.isIdeograph(scalar) {
                guard emit(&run, body) else { return }
                run.append(scalar)
                guard emit(&run, body) else { return }
            } else {
                run.append(scalar)
            }
        }
        _ = emit(&run, body)
    }

    /// Hands over the words in `run`, and empties it. They are cut at punctuation only now: "≠" decomposes to "=".
    private func emit(_ run: inout [Unicode.Scalar], _ body: (Word) -> Bool) -> Bool {
        defer { run.removeAll(keepingCapacity: true) }
        var word = Word()
        for scalar in normalized(run) {
            if Self.isPunctuation(scalar) {
                guard word.scalars == 0 || body(word) else { return false }
                word = Word()
                word.append(scalar)
                guard body(word) else { return false }
                word = Word()
            } else {
                word.append(scalar)
            }
        }
        return word.scalars == 0 || body(word)
    }

    private func normalized(_ run: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var scalars = run
        // Below U+00C0 nothing decomposes, nor do the unified ideographs, which are most of a Chinese text.
        if stripsAccents, run.contains(where: { $0.value >= 0xC0 && !(0x4E00...0x9FFF).contains($0.value) }) {
            var text = String.UnicodeScalarView()
            text.append(contentsOf: run)
            scalars = String(text)._nfd.filter { $0.properties.generalCategory != .nonspacingMark }
        }
        guard lowercase else { return scalars }
        // Scalar by scalar: a sigma at a word's end is no other than one within.
        return scalars.flatMap { scalar in
            scalar.isASCII
                ? [(0x41...0x5A).contains(scalar.value) ? Unicode.Scalar(UInt8(scalar.value + 0x20)) : scalar]
                : Array(scalar.properties.lowercaseMapping.unicodeScalars)
        }
    }

    /// Controls other than the tabulator and the ends of lines, format characters, private use, and what stands for
    /// bytes that were no text. What no version of Unicode had assigned when the standard library was made stays, as an
    /// unknown character.
    private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20..<0x7F: return false
        case 0xFFFD: return true
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse: return true
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
        case 0..<0x80, 0x4E00...0x9FFF: return false
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

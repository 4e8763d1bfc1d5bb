/// BERT's tokenizer (Devlin et al. 2018; Wu et al., "Google's Neural Machine Translation System", 2016, section 4.1):
/// words, then the longest pieces that the vocabulary has. ERNIE's is the same with another vocabulary.
///
/// A text is data: one that holds "[SEP]" gets the pieces of those five characters, not the token of that name.
struct WordPieceTokenizer: Sendable {
    /// A longer word becomes one unknown token, as in BERT.
    private static let wordLimit = 100

    let vocabulary: Vocabulary
    let splitter: WordSplitter
    let maximumLength: Int

    /// The ids; a text that is too long loses its end.
    func ids(_ text: String) -> [Int64] {
        var ids: [Int64] = []
        let room = maximumLength - 2
        splitter.forEachWord(of: text) { word in
            ids.append(contentsOf: pieces(of: word))
            return ids.count < room
        }
        return [vocabulary.special.start] + ids.prefix(room) + [vocabulary.special.end]
    }

    /// The longest piece first, again and again; one unknown token when some rest has no piece.
    private func pieces(of word: WordSplitter.Word) -> [Int64] {
        guard word.scalars <= Self.wordLimit else { return [vocabulary.special.unknown] }
        var ids: [Int64] = []
        var rest = word.utf8[...]
        while !rest.isEmpty {
            var end =
                rest.index(rest.startIndex, offsetBy: vocabulary.longest, limitedBy: rest.endIndex) ?? rest.endIndex
            var found: Int64?
            while end > rest.startIndex {
                let piece = rest[..<end]
                // Between the bytes of a scalar no piece ends.
                if end == rest.endIndex || rest[end] & 0xC0 != 0x80 {
                    found = ids.isEmpty ? vocabulary.id(piece) : vocabulary.id(continuing: piece)
                    if found != nil { break }
                }
                end -= 1
            }
            guard let found else { return [vocabulary.special.unknown] }
            ids.append(found)
            rest = rest[end...]
        }
        return ids
    }
}

@testable import ModelRuntime

extension FuzzTarget {
    /// Six bytes of settings, a vocabulary, a text: the ids must be few enough and in the vocabulary.
    static func tokenize(_ input: inout Input) -> Bool {
        let flags = input.byte()
        let maximumLength = 3 + input.byte()
        let head = input.byte() % (maximumLength - 1)
        let size = input.byte() << 8 | input.byte()
        let lines = Array("[UNK]\n[CLS]\n[SEP]\n".utf8) + input.bytes(size)
        let text = String(decoding: input.remainder(), as: UTF8.self)
        guard let vocabulary = try? Vocabulary(lines, Path("vocab.txt")) else { return false }
        let tokenizer: Tokenizer =
            flags & 1 == 0
            ? .character(
                CharacterTokenizer(
                    vocabulary: vocabulary, lowercase: flags & 2 != 0, fold: flags & 4 != 0 ? .fullwidth : .none,
                    maximumLength: maximumLength, head: head))
            : .wordPiece(
                WordPieceTokenizer(
                    vocabulary: vocabulary,
                    splitter: WordSplitter(lowercase: flags & 2 != 0, stripsAccents: flags & 8 != 0),
                    maximumLength: maximumLength))
        let ids = tokenizer.ids(text)
        precondition(ids.count <= maximumLength && ids.first == 1 && ids.last == 2, "too many ids, or no ends")
        let known = 0..<Int64(lines.count { $0 == 0x0A } + 1)
        precondition(ids.allSatisfy(known.contains), "an id beyond the vocabulary")
        return true
    }
}

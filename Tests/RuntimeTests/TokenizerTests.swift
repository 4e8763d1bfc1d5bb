import Testing

@testable import ModelRuntime

struct TokenizerTests {
    private static func vocabulary(_ tokens: String) throws -> Vocabulary {
        try Vocabulary(Array(tokens.utf8), Path("vocab.txt"))
    }

    private static func character(_ maximumLength: Int = 104, head: Int = 54) throws -> CharacterTokenizer {
        CharacterTokenizer(
            vocabulary: try vocabulary("[PAD]\n[UNK]\n[CLS]\n[SEP]\n很\n好\n,\na\nb\nc\n!\n"), lowercase: true,
            fold: .fullwidth, maximumLength: maximumLength, head: head)
    }

    private static func wordPiece(_ tokens: String, _ maximumLength: Int) throws -> WordPieceTokenizer {
        WordPieceTokenizer(
            vocabulary: try vocabulary(tokens), splitter: WordSplitter(lowercase: true, stripsAccents: true),
            maximumLength: maximumLength)
    }

    @Test(
        arguments: [
            ("很好", [2, 4, 5, 3]),
            ("很好，Ａ ａ！", [2, 4, 5, 6, 7, 7, 10, 3]),
            ("\u{3000}很\u{A0}\n\t好 ", [2, 4, 5, 3]),
            ("很坏😀", [2, 4, 1, 1, 3]),
            // U+0130 becomes two scalars in lower case.
            ("\u{130}", [2, 1, 1, 3]),
            ("", [2, 3]),
        ] as [(String, [Int64])])
    func `makes one token of each scalar`(text: String, ids: [Int64]) throws {
        #expect(try Self.character().ids(text) == ids)
    }

    @Test
    func `keeps the head and the tail of a text that is too long`() throws {
        #expect(try Self.character(6, head: 3).ids("很好abc") == [2, 4, 5, 7, 9, 3])
        #expect(try Self.character(6, head: 3).ids("很好ab") == [2, 4, 5, 7, 8, 3])
        #expect(try Self.character(6, head: 0).ids("很好abc") == [2, 5, 7, 8, 9, 3])
    }

    @Test
    func `tells tokens apart that Unicode calls equivalent`() throws {
        // U+F900 is canonically equivalent to U+8C48.
        let vocabulary = try Self.vocabulary("[UNK]\n[CLS]\n[SEP]\n\u{8C48}\n\u{F900}")
        #expect(vocabulary.id("\u{8C48}".utf8) == 3)
        #expect(vocabulary.id("\u{F900}".utf8) == 4)
    }

    @Test
    func `refuses a vocabulary without a special token`() throws {
        let path = try Path("vocab.txt")
        #expect(throws: ManifestError.noSpecialToken(path, token: "[SEP]")) {
            try Self.vocabulary("[UNK]\n[CLS]\n很\n")
        }
    }

    @Test
    func `gives the ids that the shipped model was trained with`() throws {
        let golden = try JSONParser.parse(RepositoryFiles.bytes("recipes/models/sentiment/golden.json"))
        guard case .array(let sentences) = golden else {
            Issue.record("golden.json is no array")
            return
        }
        let manifest = try ModelManifest(in: RepositoryFiles.path("recipes/models/sentiment"))
        guard case .sentiment(let settings) = manifest.kind else {
            Issue.record("the manifest is not one for sentiment")
            return
        }
        let tokenizer = try Tokenizer(settings.tokenizer, in: manifest.directory)
        #expect(sentences.count >= 10)
        for sentence in sentences {
            var fields = try Fields(sentence)
            let text = try fields.text("text")
            let expected = try fields.array("input_ids").map { value -> Int64 in
                guard case .integer(let id) = value else { return -1 }
                return Int64(id)
            }
            #expect(tokenizer.ids(text) == expected, "\(text)")
        }
    }

    @Test(
        arguments: [
            ("Unaffable, 很好!", [1, 4, 5, 6, 9, 7, 8, 10, 2]),
            ("unx", [1, 0, 2]),
            ("very", [1, 0, 2]),
            ("un\u{0}aff", [1, 4, 5, 2]),
            (String(repeating: "un", count: 60), [1, 0, 2]),
        ] as [(String, [Int64])])
    func `splits words into the longest pieces`(text: String, ids: [Int64]) throws {
        let tokenizer = try Self.wordPiece("[UNK]\n[CLS]\n[SEP]\n##a\nun\n##aff\n##able\n很\n好\n,\n!\n##un", 32)
        #expect(tokenizer.ids(text) == ids)
    }

    @Test(
        arguments: [
            // What Hugging Face's BertNormalizer and BertPreTokenizer make of it.
            ("Café ÉCOLE", true, true, ["cafe", "ecole"]),
            ("Cafe\u{301}", true, false, ["cafe\u{301}"]),
            ("Café", false, false, ["Café"]),
            ("Café", false, true, ["Cafe"]),
            ("İstanbul", true, true, ["istanbul"]),
            ("İ", true, false, ["i\u{307}"]),
            ("ΣΑΣ ſtraße", true, true, ["σασ", "ſtraße"]),
            ("가", true, true, ["\u{1100}\u{1161}"]),
            ("a≠b", true, true, ["a", "=", "b"]),
            ("a\u{37E}b", true, true, ["a", ";", "b"]),
            ("\u{F900}很𠀀x", true, true, ["\u{8C48}", "很", "𠀀", "x"]),
            ("a\u{B}b\u{85}c\u{1C}d", true, true, ["abcd"]),
            ("a\tb\u{A0}c\u{2028}d\u{3000}e", true, true, ["a", "b", "c", "d", "e"]),
            ("a\u{200D}b\u{E000}c\u{FFFD}d\u{0}e\u{FEFF}", true, true, ["abcde"]),
            ("👨\u{200D}👩 \u{378}", true, true, ["👨👩", "\u{378}"]),
            ("ﬁ Ａ１", true, true, ["ﬁ", "ａ１"]),
            ("a，b.c«d»", true, true, ["a", "，", "b", ".", "c", "«", "d", "»"]),
        ] as [(String, Bool, Bool, [String])])
    func `cuts a text into words as BERT does`(text: String, lowercase: Bool, strips: Bool, words: [String]) {
        var found: [[UInt8]] = []
        WordSplitter(lowercase: lowercase, stripsAccents: strips).forEachWord(of: text) {
            #expect($0.scalars == String(decoding: $0.utf8, as: UTF8.self).unicodeScalars.count)
            found.append($0.utf8)
            return true
        }
        // By bytes, because equal strings may differ.
        #expect(found == words.map { Array($0.utf8) })
    }

    @Test
    func `takes a hundred characters for a word and not one more`() throws {
        let tokenizer = try Self.wordPiece("[UNK]\n[CLS]\n[SEP]\na\n##a", 200)
        #expect(tokenizer.ids(String(repeating: "a", count: 100)).count == 102)
        #expect(tokenizer.ids(String(repeating: "a\u{301}", count: 100)).count == 102)
        #expect(tokenizer.ids(String(repeating: "a", count: 101)) == [1, 0, 2])
    }

    @Test
    func `takes the names of special tokens in a text for text`() throws {
        let tokenizer = try Self.wordPiece("[UNK]\n[CLS]\n[SEP]\n[\n]\nsep", 16)
        #expect(tokenizer.ids("[SEP]") == [1, 3, 5, 4, 2])
    }

    @Test
    func `reads a vocabulary with doubles, with Windows' ends of lines, and without an end of its last`() throws {
        for end in ["\n", "\r\n"] {
            for last in ["", end] {
                let lines = ["[UNK]", "[CLS]", "[SEP]", "a", "", "##a", "a"].joined(separator: end) + last
                let vocabulary = try Self.vocabulary(lines)
                #expect(vocabulary.count == 7)
                #expect(vocabulary.special == .init(unknown: 0, start: 1, end: 2))
                #expect(vocabulary.id("a".utf8) == 6)
                #expect(vocabulary.id(continuing: "a".utf8) == 5)
                #expect(vocabulary.id("b".utf8) == nil)
            }
        }
    }

    @Test
    func `refuses a vocabulary that is not text, and names the line`() throws {
        let bytes = Array("[UNK]\n[CLS]\n[SEP]\n".utf8) + [0xE5, 0xBE] + Array("\n好\n".utf8)
        let error = #expect(throws: ManifestError.self) { try Vocabulary(bytes, Path("vocab.txt")) }
        #expect(
            error?.description
                == "line 4 of vocab.txt is not UTF-8: convert the file, one token a line")
    }

    @Test
    func `refuses a vocabulary of more lines than any has`() throws {
        let bytes = [UInt8](repeating: 0x0A, count: Vocabulary.countLimit + 1)
        let error = #expect(throws: ManifestError.self) { try Vocabulary(bytes, Path("vocab.txt")) }
        #expect(error?.description == "the vocabulary vocab.txt has more than 1000000 entries")
    }

    @Test
    func `cuts the end of a text that has too many pieces`() throws {
        let tokenizer = try Self.wordPiece("[UNK]\n[CLS]\n[SEP]\nun\n##un\n好", 5)
        #expect(tokenizer.ids("好 ununun 好") == [1, 5, 3, 4, 2])
    }
}

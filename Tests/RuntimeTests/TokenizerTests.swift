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
        let tokenizer = WordPieceTokenizer(
            vocabulary: try Self.vocabulary("[UNK]\n[CLS]\n[SEP]\n##a\nun\n##aff\n##able\n很\n好\n,\n!\n##un"),
            lowercase: true, maximumLength: 32)
        #expect(tokenizer.ids(text) == ids)
    }

    @Test
    func `cuts the end of a text that has too many pieces`() throws {
        let tokenizer = WordPieceTokenizer(
            vocabulary: try Self.vocabulary("[UNK]\n[CLS]\n[SEP]\nun\n##un\n好"), lowercase: true, maximumLength: 5)
        #expect(tokenizer.ids("好 ununun 好") == [1, 5, 3, 4, 2])
    }
}

import OCI
import SystemPackage
import TestSupport
import Testing

@testable import ModelRuntime

/// The tokenizers against Python's, character by character and on ten thousand sentences: not one may differ.
struct TokenizerParityTests {
    @Test
    func `the report counts every difference and shows ten`() {
        var report = ParityReport("numbers")
        for number in 0..<30 { report.compare("é\(number)", ours: "1", theirs: number < 12 ? "2" : "1") }
        #expect(report.differences == 12)
        #expect(
            report.description
                == (["numbers: 30 compared, 12 differ"] + (0..<10).map { "\\u{00E9}\($0)\n  1\n  2" })
                .joined(separator: "\n"))
        report.compare("x", ours: "e\u{301}", theirs: "\u{E9}")
        #expect(report.differences == 13)
    }

    // MARK: WordPiece

    @Test
    func `cuts every character as Hugging Face's tokenizer does, but for what its older Unicode lacks`() async throws {
        let differing = try await Self.differingFromHuggingFace()
        // Its categories are Unicode 8's. Newer characters are unknown to it, and seven have another category since then:
        // U+166D, U+1734, U+1885, U+1886, U+A9BD, U+111C9, U+1171E. The block is a slip of its own: BERT splits at
        // ideographs from U+2B820 on, it does from U+2B920.
        let newer = differing.filter { ($0.properties.age?.major ?? 0) > 8 }
        let known: [ClosedRange<UInt32>] = [
            0x166D...0x166D, 0x1734...0x1734, 0x1885...0x1886, 0xA9BD...0xA9BD, 0x111C9...0x111C9, 0x1171E...0x1171E,
            0x2B820...0x2B91F,
        ]
        #expect(differing.subtracting(newer).map(\.value).sorted() == known.flatMap { Array($0) })
        print(
            "WordPiece: \(Self.scalars.count) characters, \(newer.count) differ that are newer than Unicode 8, "
                + "\(differing.count - newer.count) others that are named")
    }

    @Test
    func `gives Hugging Face's ids for ten thousand sentences`() async throws {
        let differing = try await Self.differingFromHuggingFace()
        let texts = try await Self.texts { !differing.contains($0) }
        let peer = Peer("wordpiece.py")
        let lines = try await peer.lines("train", texts: texts)
        let scratch = try TemporaryDirectory()
        let file = scratch.path.appending("vocab.txt")
        try file.replace(with: Array(lines.joined(separator: [0x0A]) + [0x0A]))
        let vocabulary = try Vocabulary(Path(file.string))
        #expect(vocabulary.count == lines.count && lines.count > 5000)
        for (lowercase, length) in [(true, 128), (true, 16), (false, 128)] {
            let tokenizer = WordPieceTokenizer(
                vocabulary: vocabulary, splitter: WordSplitter(lowercase: lowercase, stripsAccents: lowercase),
                maximumLength: length)
            let theirs = try await peer.lines("ids", file.string, "\(length)", "\(lowercase)", texts: texts)
            try Self.compare(
                "WordPiece, \(lowercase ? "lower case" : "as it is"), at most \(length)", texts, theirs, tokenizer.ids)
        }
    }

    /// The characters that Hugging Face's tokenizer treats otherwise, each alone between two letters.
    private static func differingFromHuggingFace() async throws -> Set<Unicode.Scalar> {
        let peer = try await Peer("wordpiece.py").lines("scalars")
        try #require(peer.count == scalars.count)
        let splitter = WordSplitter(lowercase: true, stripsAccents: true)
        var differing: Set<Unicode.Scalar> = []
        for (scalar, theirs) in zip(scalars, peer) {
            var words: [String] = []
            splitter.forEachWord(of: "a\(scalar)b") { word in
                words.append(codes(of: String(decoding: word.utf8, as: UTF8.self).unicodeScalars))
                return true
            }
            if !words.joined(separator: " ").utf8.elementsEqual(theirs) { differing.insert(scalar) }
        }
        return differing
    }

    // MARK: Characters

    @Test
    func `makes of every character what the training's Python does, but for what its older Unicode lacks`() async throws
    {
        let peer = Peer("character.py")
        let theirs = try await peer.lines("scalars")
        try #require(theirs.count == Self.scalars.count)
        let version = try await peer.lines("version").map { String(decoding: $0, as: UTF8.self) }.joined()
        let known = try #require(Int(version.prefix { $0 != "." }))
        let tokenizer = try Self.shipped()
        var report = ParityReport("characters as Python's of Unicode \(version)")
        var newer = 0
        for (scalar, line) in zip(Self.scalars, theirs) {
            let (ours, theirs) = (
                Self.codes(of: tokenizer.characters(of: "\(scalar)")), String(decoding: line, as: UTF8.self)
            )
            if ours != theirs, (scalar.properties.age?.major ?? 0) > known {
                newer += 1
            } else {
                report.compare("\(scalar)", ours: ours, theirs: theirs)
            }
        }
        print("\(report), \(newer) that are newer")
        #expect(report.differences == 0, "\(report)")
        #expect(newer < 200)
    }

    @Test
    func `gives the training's ids for ten thousand sentences`() async throws {
        // No Python that this is tested with is older.
        let texts = try await Self.texts { ($0.properties.age?.major ?? 0) <= 14 }
        let vocabulary = try RepositoryFiles.path("recipes/models/sentiment/vocab.txt")
        let theirs = try await Peer("character.py").lines("ids", vocabulary.string, texts: texts)
        try Self.compare("characters of the shipped model", texts, theirs, Self.shipped().ids)
    }

    private static func shipped() throws -> CharacterTokenizer {
        let manifest = try ModelManifest(in: RepositoryFiles.path("recipes/models/sentiment"))
        guard case .sentiment(let settings) = manifest.kind,
            case .character(let tokenizer) = try Tokenizer(settings.tokenizer, in: manifest.directory)
        else { throw Tool.Failure.missing(name: "the shipped character tokenizer", package: "none") }
        return tokenizer
    }

    // MARK: Both

    /// Every sixth line of the reviews, and four thousand texts of what tokenizers stumble over.
    private static func texts(_ isComparable: @escaping (Unicode.Scalar) -> Bool) async throws -> [String] {
        let reviews = try Peer.texts(try await Peer("corpus.py").lines("lines", Peer.corpus()))
        var nasty = NastyTexts(seed: 20_261_128, comparable: isComparable)
        let texts =
            stride(from: 0, to: 36_000, by: 6).map { reviews[$0 % reviews.count] }
            + (0..<4000).map { _ in nasty.text() }
        try #require(texts.count == 10_000)
        return texts
    }

    private static func compare(
        _ subject: String, _ texts: [String], _ theirs: [ArraySlice<UInt8>], _ ids: (String) -> [Int64]
    ) throws {
        try #require(theirs.count == texts.count)
        var report = ParityReport(subject)
        for (text, line) in zip(texts, theirs) {
            report.compare(
                text, ours: ids(text).map(String.init).joined(separator: " "),
                theirs: String(decoding: line, as: UTF8.self)
            )
        }
        print(report)
        #expect(report.differences == 0, "\(report)")
    }

    private static func codes(of scalars: some Sequence<Unicode.Scalar>) -> String {
        scalars.map { String($0.value, radix: 16) }.joined(separator: ".")
    }

    /// All of the planes that have characters.
    private static let scalars = [0...0xD7FF, 0xE000...0x3FFFF, 0xE0000...0xE0FFF].flatMap {
        (codes: ClosedRange<UInt32>) in codes.compactMap(Unicode.Scalar.init)
    }
}

/// The tokens that a model knows; a token's id is the number of its line.
struct Vocabulary: Sendable {
    /// The most bytes of a vocabulary file.
    static let sizeLimit = 16 << 20
    /// The most entries: four times what the largest models have.
    static let countLimit = 1_000_000

    /// The ids of the tokens with a meaning of their own.
    struct Special: Equatable, Sendable {
        let unknown: Int64
        let start: Int64
        let end: Int64
    }

    // By bytes: two strings that are canonically equivalent are equal in Swift, but are two tokens.
    private let ids: [[UInt8]: Int64]
    /// The tokens that begin with "##" by what follows it: they go on with a word.
    private let continuations: [[UInt8]: Int64]
    let special: Special
    /// The file, for messages.
    let path: Path
    /// The number of entries, and so the first id that there is not.
    let count: Int
    /// The most bytes that a token has.
    let longest: Int

    /// Reads a vocabulary file. Throws ``FileError`` or ``ManifestError``.
    init(_ path: Path) throws {
        try self.init(InputFile(path).contents(limit: Self.sizeLimit), path)
    }

    /// One token a line, in UTF-8. Lines end with a line feed, or with a carriage return and one, and with nothing else;
    /// of two equal lines the later one counts, as for BERT.
    ///
    /// Throws ``ManifestError/noSpecialToken(_:token:)`` when `[UNK]`, `[CLS]` or `[SEP]` is missing,
    /// ``ManifestError/notText(_:line:)`` or ``ManifestError/vocabularyTooLong(_:limit:)``.
    init(_ bytes: [UInt8], _ path: Path) throws(ManifestError) {
        var ids: [[UInt8]: Int64] = [:]
        var continuations: [[UInt8]: Int64] = [:]
        var lines = bytes.split(
            separator: 0x0A, maxSplits: Self.countLimit + 1, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard lines.count <= Self.countLimit else { throw .vocabularyTooLong(path, limit: Self.countLimit) }
        for (id, line) in lines.enumerated() {
            let token = line.last == 0x0D ? line.dropLast() : line
            guard String(validating: token, as: UTF8.self) != nil else {
                throw .notText(path, line: id + 1)
            }
            ids[Array(token)] = Int64(id)
            if token.starts(with: "##".utf8) { continuations[Array(token.dropFirst(2))] = Int64(id) }
        }
        func special(_ token: String) throws(ManifestError) -> Int64 {
            guard let id = ids[Array(token.utf8)] else { throw .noSpecialToken(path, token: token) }
            return id
        }
        self.special = Special(
            unknown: try special("[UNK]"), start: try special("[CLS]"), end: try special("[SEP]"))
        self.ids = ids
        self.continuations = continuations
        self.path = path
        count = lines.count
        longest = ids.keys.reduce(0) { max($0, $1.count) }
    }

    /// The ids of the tokens that are one scalar.
    var scalars: [Unicode.Scalar: Int64] {
        var scalars: [Unicode.Scalar: Int64] = [:]
        scalars.reserveCapacity(ids.count)
        // All tokens are valid UTF-8, and a scalar takes four bytes at most.
        for (token, id) in ids where token.count <= 4 {
            let text = String(decoding: token, as: UTF8.self).unicodeScalars
            if let scalar = text.first, text.count == 1 { scalars[scalar] = id }
        }
        return scalars
    }

    /// The token's id, or nil when the vocabulary lacks it.
    func id(_ token: some Sequence<UInt8>) -> Int64? { ids[Array(token)] }

    /// The id of the token that goes on with a word by these bytes, or nil when the vocabulary lacks it.
    func id(continuing token: some Sequence<UInt8>) -> Int64? { continuations[Array(token)] }
}

/// The tokens that a model knows; a token's id is the number of its line.
struct Vocabulary: Sendable {
    /// The most bytes of a vocabulary file.
    static let sizeLimit = 16 << 20

    /// The ids of the tokens with a meaning of their own.
    struct Special: Equatable, Sendable {
        let unknown: Int64
        let start: Int64
        let end: Int64
    }

    // By bytes: two strings that are canonically equivalent are equal in Swift, but are two tokens.
    private let ids: [[UInt8]: Int64]
    let special: Special

    /// Reads a vocabulary file. Throws ``FileError``, or ``ManifestError/noSpecialToken(_:token:)`` when `[UNK]`,
    /// `[CLS]` or `[SEP]` is missing.
    init(_ path: Path) throws {
        try self.init(InputFile(path).contents(limit: Self.sizeLimit), path)
    }

    /// One token a line, ended by line feeds and nothing else; of two equal lines the later one counts.
    init(_ bytes: [UInt8], _ path: Path) throws(ManifestError) {
        var ids: [[UInt8]: Int64] = [:]
        for (id, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            ids[Array(line)] = Int64(id)
        }
        func special(_ token: String) throws(ManifestError) -> Int64 {
            guard let id = ids[Array(token.utf8)] else { throw .noSpecialToken(path, token: token) }
            return id
        }
        self.special = Special(
            unknown: try special("[UNK]"), start: try special("[CLS]"), end: try special("[SEP]"))
        self.ids = ids
    }

    /// The token's id, or nil when the vocabulary lacks it.
    func id(_ token: some Sequence<UInt8>) -> Int64? { ids[Array(token)] }
}

/// Something that is wrong in a tar archive.
struct TarFault: Error, Hashable, Sendable {
    let code: FindingCode
    /// The entry's path as the archive spells it; nil where there is none yet.
    let path: [UInt8]?
    let expected: String?
    let actual: String?

    init(_ code: FindingCode, path: [UInt8]? = nil, expected: String? = nil, actual: String? = nil) {
        self.code = code
        self.path = path
        self.expected = expected
        self.actual = actual
    }

    /// The fault without the end of a path that is longer than any finding tells: names of a mebibyte can be announced.
    var bounded: TarFault {
        guard let path, path.count > TarFault.longestPath else { return self }
        var end = TarFault.longestPath
        // Not within a character: what is UTF-8 stays so.
        while end > 0, path[end] & 0xc0 == 0x80 { end -= 1 }
        return TarFault(code, path: Array(path[..<end]), expected: expected, actual: actual)
    }

    /// More than ``PrintableText`` shows of a name.
    private static let longestPath = 8192
}

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
}

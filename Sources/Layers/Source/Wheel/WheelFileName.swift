/// The name of a wheel file, as in `flask-3.0.0-py3-none-any.whl`.
///
/// Source: "Binary distribution format", "File name convention" and "Escaping and Unicode".
public struct WheelFileName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The name as it stands.
    public let text: String
    /// The project.
    public let project: ProjectName
    /// The version.
    public let version: PackageVersion
    /// The version as the name spells it.
    public let versionText: String
    /// The build tag, where there is one.
    public let build: String?
    /// Every tag that the compressed sets stand for.
    public let tags: [WheelTag]

    /// Parses a name.
    ///
    /// - Throws: `WheelError.fileName` with what is wrong.
    public init(_ text: some StringProtocol) throws(WheelError) {
        func wrong(_ fault: WheelError.FileNameFault) -> WheelError { .fileName(String(text.prefix(300)), fault) }
        guard text.utf8.count <= 255, text.hasSuffix(".whl") else { throw wrong(.notWheel) }
        guard text.utf8.allSatisfy(Self.isAllowed) else { throw wrong(.characters) }
        let parts = text.dropLast(4).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 5 || parts.count == 6 else { throw wrong(.parts(parts.count)) }
        guard let project = try? ProjectName(parts[0]), !parts[0].contains("__") else { throw wrong(.project) }
        // A hyphen of the version is escaped as '_' in old names.
        guard let version = try? PackageVersion(parts[1].map { $0 == "_" ? "-" : String($0) }.joined()) else {
            throw wrong(.version)
        }
        if parts.count == 6 {
            guard let first = parts[2].utf8.first, (48...57).contains(first) else { throw wrong(.build) }
        }
        let sets = parts.suffix(3).map {
            Self.lowercased(String($0)).split(separator: ".", omittingEmptySubsequences: false)
        }
        let count = sets.reduce(1) { $0 * $1.count }
        guard count <= 1000, sets.allSatisfy({ $0.allSatisfy { !$0.isEmpty } }) else { throw wrong(.tags) }
        self.text = String(text)
        self.project = project
        self.version = version
        self.versionText = String(parts[1])
        build = parts.count == 6 ? String(parts[2]) : nil
        var tags: [WheelTag] = []
        for python in sets[0] {
            for abi in sets[1] {
                tags += sets[2].map { WheelTag(String(python), String(abi), String($0)) }
            }
        }
        self.tags = tags
    }

    /// The name as it stands.
    public var description: String { text }

    /// Orders by the bytes.
    public static func < (left: WheelFileName, right: WheelFileName) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    /// Orders build tags: none first, then by the number at the beginning, then by the rest.
    static func precedes(build left: String?, _ right: String?) -> Bool {
        guard let left, let right else { return left == nil && right != nil }
        let (first, second) = (
            left.utf8.prefix { (48...57).contains($0) }, right.utf8.prefix { (48...57).contains($0) }
        )
        let (low, high) = (first.drop { $0 == 48 }, second.drop { $0 == 48 })
        if low.count != high.count { return low.count < high.count }
        if !low.elementsEqual(high) { return low.lexicographicallyPrecedes(high) }
        return left.utf8.dropFirst(first.count).lexicographicallyPrecedes(right.utf8.dropFirst(second.count))
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: ".-_+!".utf8.contains(byte)
        }
    }

    private static func lowercased(_ text: String) -> String {
        String(
            decoding: text.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 },
            as: UTF8.self)
    }
}

/// The name of a package, such as `libstdc++6`.
///
/// Source: Debian Policy 5.6.1: lowercase letters, digits, `+`, `-` and `.`, at least two characters, an alphanumeric one first.
public struct DebianPackageName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The name.
    public let text: String

    /// Checks a name. At most 200 characters, so that it always makes a file name.
    public init(_ text: some StringProtocol) throws(DebianNameError) {
        let text = String(text)
        let isValid = text.utf8.first.map(Self.isAlphanumeric) ?? false
        guard isValid, (2...200).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else {
            throw .packageName(DebianNameError.excerpt(text))
        }
        self.text = text
    }

    /// The name.
    public var description: String { text }

    /// Orders by bytes.
    public static func < (left: Self, right: Self) -> Bool { left.text.utf8.lexicographicallyPrecedes(right.text.utf8) }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (97...122).contains(byte) }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }
}

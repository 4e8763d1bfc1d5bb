/// A tag as a layout's `index.json` holds it: the value of `org.opencontainers.image.ref.name`.
///
/// Source: OCI image-spec, annotations.md: components of alphanumerics joined by one of `-._:@+` or `--`, joined by `/`.
public struct RefName: Hashable, Sendable, CustomStringConvertible {
    /// The text.
    public let description: String

    /// Parses a name.
    ///
    /// - Throws: ``ReferenceError/refName(_:)`` where the grammar is not kept.
    public init(_ text: some StringProtocol) throws(ReferenceError) {
        let components = text.split(separator: "/", omittingEmptySubsequences: false)
        guard text.utf8.count <= 255, components.allSatisfy({ RefName.isComponent(Array($0.utf8)) }) else {
            throw .refName(String(text.prefix(300)))
        }
        description = String(text)
    }

    private static func isComponent(_ bytes: [UInt8]) -> Bool {
        var separators = 0
        guard let first = bytes.first, let last = bytes.last, first.isAlphanumeric, last.isAlphanumeric else {
            return false
        }
        for (index, byte) in bytes.enumerated() {
            if byte.isAlphanumeric {
                separators = 0
            } else if "-._:@+".utf8.contains(byte) {
                separators += 1
                let isDoubleDash = separators == 2 && byte == UInt8(ascii: "-") && bytes[index - 1] == byte
                guard separators == 1 || isDoubleDash else { return false }
            } else {
                return false
            }
        }
        return true
    }
}

public import Archive

/// A pattern of paths in an image that a layer leaves out or keeps, as `/usr/share/doc/*`.
///
/// It means what it means in dpkg's `path-exclude` and `path-include`: the whole path from `/` on is matched, and `*` and `?`
/// match `/` too. Source: dpkg(1), fnmatch(3).
public struct DebianPathPattern: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The pattern as it was written.
    public let text: String
    private let pattern: ShellPattern

    /// The longest pattern that is read, in bytes.
    static let maximumLength = 1024

    /// Checks a pattern: it begins with a slash and stands on one line, so that it can be written into dpkg's configuration.
    public init(_ text: String) throws(DebianNameError) {
        guard text.hasPrefix("/"), text.utf8.count <= Self.maximumLength,
            text.utf8.allSatisfy({ $0 > 32 && $0 != 127 }), let pattern = ShellPattern(text)
        else { throw .pathPattern(DebianNameError.excerpt(text)) }
        self.text = text
        self.pattern = pattern
    }

    /// Whether the pattern matches a path of an image.
    public func matches(_ path: TarPath) -> Bool { pattern.matches([UInt8(ascii: "/")] + path.bytes) }

    /// The pattern.
    public var description: String { text }

    /// Orders by bytes.
    public static func < (left: Self, right: Self) -> Bool { left.text.utf8.lexicographicallyPrecedes(right.text.utf8) }
}

/// The name of a Python index, which stands in locks where a host never does.
public struct PythonIndexName: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    public let text: String

    /// Checks a name: lowercase letters, digits and single hyphens, at most 64.
    ///
    /// - Throws: `WheelError.indexName`.
    public init(_ text: String) throws(WheelError) {
        guard let name = try? ProjectName(text), name.text == text, text.utf8.count <= 64 else {
            throw .indexName(String(text.prefix(100)))
        }
        self.text = text
    }

    private init(known text: String) { self.text = text }

    /// The index that pip asks by default.
    public static let pypi = PythonIndexName(known: "pypi")

    /// The name.
    public var description: String { text }
}

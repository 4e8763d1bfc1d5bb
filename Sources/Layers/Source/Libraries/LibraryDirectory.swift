/// A directory for the loader to look through, as a recipe writes it: absolute, with `*` for any run of characters in a name.
///
/// No blank, `#`, `=` or `:` is in it, because `ld.so.conf` and the loader would read it as something else.
public struct LibraryDirectory: Hashable, Sendable, CustomStringConvertible {
    /// The path as it is written.
    public let description: String

    /// Checks a text.
    ///
    /// - Throws: ``LibrariesFault/directory(_:)``.
    public init(_ text: String) throws(LibrariesFault) {
        let names = text.split(separator: "/", omittingEmptySubsequences: false)
        let isSound = names.dropFirst().allSatisfy { name in
            !name.isEmpty && name != "." && name != ".." && name.utf8.count <= 255
                && name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f && !"#=:?[]\\\"".utf8.contains($0) }
        }
        guard names.count >= 2, names[0].isEmpty, isSound, text.utf8.count <= 4096 else { throw .directory(text) }
        description = text
    }

    /// Whether it stands for whatever directories there are.
    var isPattern: Bool { description.contains("*") }
}

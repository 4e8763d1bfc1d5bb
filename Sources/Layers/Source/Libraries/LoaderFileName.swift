/// The name of a file in `/etc/ld.so.conf.d`, without its `.conf`.
public struct LoaderFileName: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    public let description: String

    /// Checks a text: letters, digits and `.`, `_`, `-`, the first a letter or digit, 64 at most.
    ///
    /// - Throws: ``LibrariesFault/name(_:)``.
    public init(_ text: String) throws(LibrariesFault) {
        guard text.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]{0,63}/) != nil else { throw .name(text) }
        description = text
    }
}

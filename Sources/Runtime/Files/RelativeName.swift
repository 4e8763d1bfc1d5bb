/// The name of a file below a directory: relative, without `.` and `..`, so that joining it cannot leave the directory.
struct RelativeName: Hashable, Sendable, CustomStringConvertible {
    let string: String

    /// Throws ``FileError/nameOutside(_:)`` for an absolute name, an empty component, `.`, `..` or a NUL.
    init(_ string: String) throws(FileError) {
        let components = string.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for component in components {
            guard !component.isEmpty, !component.contains(0), !component.elementsEqual(".".utf8),
                !component.elementsEqual("..".utf8)
            else { throw .nameOutside(string) }
        }
        self.string = string
    }

    var description: String { string }
}

/// A library as an object file or the loader calls it: a soname as `libz.so.1`, or a path where it holds a slash.
///
/// At least one byte, at most 1023, no NUL; nothing else is known of it.
public struct LibraryName: Hashable, Sendable {
    /// The name's bytes.
    public let bytes: [UInt8]

    /// The longest name that is read.
    public static let longest = 1023

    /// Checks bytes that came from outside.
    ///
    /// - Throws: ``ELFFault/name`` for none, too many, and a NUL among them.
    public init(_ bytes: some Sequence<UInt8>) throws(ELFFault) {
        let bytes = [UInt8](bytes)
        guard !bytes.isEmpty, bytes.count <= LibraryName.longest, !bytes.contains(0) else { throw .name }
        self.bytes = bytes
    }

    /// Whether the loader opens it as a path instead of searching for it.
    public var isPath: Bool { bytes.contains(UInt8(ascii: "/")) }
}

extension LibraryName: CustomStringConvertible {
    /// The name as text; what is not UTF-8 is replaced, and control characters are as they are.
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}

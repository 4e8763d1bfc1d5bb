/// A place in an image, from its root: names without a slash at either end, none of them empty, `.` or `..`.
///
/// No bytes for the root itself.
public struct TreePath: Hashable, Sendable {
    /// The names, divided by `/`.
    public let bytes: [UInt8]

    /// The path of a name that an archive or a layer's tree has checked already; spellings as `./a//b/` are one path.
    ///
    /// - Throws: ``TreePathFault`` for a path that climbs or holds a NUL.
    public init(_ raw: some Sequence<UInt8>) throws(TreePathFault) {
        var kept: [UInt8] = []
        for name in Array(raw).split(separator: UInt8(ascii: "/")) where !name.elementsEqual([UInt8(ascii: ".")]) {
            if name.elementsEqual("..".utf8) { throw .climbs }
            if name.contains(0) { throw .nul }
            if !kept.isEmpty { kept.append(UInt8(ascii: "/")) }
            kept += name
        }
        bytes = kept
    }

    /// The root itself.
    public static let root = TreePath()

    static let loaderCache = TreePath(checked: "etc/ld.so.cache")

    private init(checked text: String = "") { bytes = Array(text.utf8) }

    private init(checked bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    /// The directory that holds it; the root for the root itself.
    var parent: TreePath {
        TreePath(checked: bytes.lastIndex(of: UInt8(ascii: "/")).map { bytes[..<$0] } ?? [])
    }

    /// The last name; nothing for the root.
    var name: [UInt8] { bytes.lastIndex(of: UInt8(ascii: "/")).map { Array(bytes[($0 + 1)...]) } ?? bytes }

    /// The names, from the root down.
    var names: [[UInt8]] { bytes.split(separator: UInt8(ascii: "/")).map { [UInt8]($0) } }

    func hasPrefix(_ text: StaticString) -> Bool { text.withUTF8Buffer { bytes.starts(with: $0) } }
    func hasSuffix(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes.reversed().starts(with: $0.reversed()) }
    }
}

/// What is wrong with a path.
public enum TreePathFault: Error, Hashable, Sendable, CustomStringConvertible {
    case climbs
    case nul

    /// The sentence for people.
    public var description: String {
        switch self {
        case .climbs: "the path has '..' in it"
        case .nul: "the path holds a NUL"
        }
    }
}

/// A path inside a layer: components without `.`, `..`, NUL and empty ones, joined by `/`; no bytes for the root.
///
/// However an archive spells a place (`./a//b/`), it has one such path.
struct EntryPath: Hashable, Sendable, Comparable {
    let bytes: [UInt8]

    static let root = EntryPath(checked: [])
    /// Linux's `PATH_MAX` and `NAME_MAX`.
    private static let longest = 4096
    private static let longestComponent = 255

    /// - Throws: ``TarFault`` without a path for a spelling that names no place inside.
    init(_ raw: [UInt8]) throws(TarFault) {
        if EntryPath.isNormal(raw) {
            bytes = raw
            return
        }
        if raw.isEmpty { throw TarFault(.tarPathEmpty) }
        if raw[0] == slash { throw TarFault(.tarPathAbsolute) }
        if raw.contains(0) { throw TarFault(.tarPathNUL) }
        var kept: [UInt8] = []
        for component in raw.split(separator: slash) where !component.elementsEqual([dot]) {
            if component.elementsEqual([dot, dot]) { throw TarFault(.tarPathEscape) }
            if component.count > EntryPath.longestComponent { throw EntryPath.tooLong(component.count) }
            if !kept.isEmpty { kept.append(slash) }
            kept += component
        }
        if kept.count > EntryPath.longest { throw EntryPath.tooLong(kept.count) }
        bytes = kept
    }

    private init(checked bytes: [UInt8]) { self.bytes = bytes }

    /// The directory of a path that was checked; the bytes are all that stands before the last slash of it.
    init(directory bytes: UnsafeBufferPointer<UInt8>) { self.bytes = Array(bytes) }

    /// Whether a raw path is its own normal form: what nearly all paths are, seen in one pass.
    private static func isNormal(_ raw: [UInt8]) -> Bool {
        guard !raw.isEmpty, raw.count <= longest else { return false }
        var (length, dots) = (0, 0)
        for byte in raw {
            if byte == slash {
                if length == 0 || (dots == length && length <= 2) || length > longestComponent { return false }
                (length, dots) = (0, 0)
            } else {
                if byte == 0 { return false }
                length += 1
                if byte == dot { dots += 1 }
            }
        }
        return length > 0 && length <= longestComponent && !(dots == length && length <= 2)
    }

    private static func tooLong(_ count: Int) -> TarFault { TarFault(.tarPathLength, actual: "\(count) bytes") }

    var isRoot: Bool { bytes.isEmpty }

    /// The directory that holds it; nil for the root.
    var parent: EntryPath? {
        if bytes.isEmpty { return nil }
        guard let cut = bytes.lastIndex(of: slash) else { return .root }
        return EntryPath(checked: Array(bytes[..<cut]))
    }

    /// The last component; empty for the root.
    var name: ArraySlice<UInt8> {
        guard let cut = bytes.lastIndex(of: slash) else { return bytes[...] }
        return bytes[(cut + 1)...]
    }

    /// The place of another name in the same directory; the name must be a component that was checked.
    func sibling(_ name: ArraySlice<UInt8>) -> EntryPath {
        EntryPath(checked: Array(bytes.dropLast(self.name.count)) + name)
    }

    static func < (left: EntryPath, right: EntryPath) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
}

private let slash = UInt8(ascii: "/")
private let dot = UInt8(ascii: ".")

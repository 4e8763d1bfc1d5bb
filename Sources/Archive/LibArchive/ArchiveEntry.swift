/// One entry of a foreign archive, as it says of itself. Nothing of it is trusted: the path may be absolute or climb, and
/// the same path may come again.
public struct ArchiveEntry: Hashable, Sendable {
    /// The path as it stands in the archive, at most 4096 bytes.
    public let path: [UInt8]
    /// What the entry is.
    public let kind: Kind
    /// Permission bits with set-user-ID, set-group-ID and sticky.
    public let mode: UInt16
    /// Whose it is, by number.
    public let owner: TarOwner
    /// The user's name, where the archive has one.
    public let userName: [UInt8]?
    /// The group's name, where the archive has one.
    public let groupName: [UInt8]?
    /// Time of last modification in whole seconds; 0 where the archive has none.
    public let modified: Int64
    /// Extended attributes, in the archive's order.
    public let attributes: [TarAttribute]

    /// What an entry is.
    public enum Kind: Hashable, Sendable {
        case directory
        case file(size: Int64)
        case symbolicLink(target: [UInt8])
        /// Another name of the file at this path, which is as little trusted as the entry's own.
        case hardLink(target: [UInt8])
        case characterDevice(major: UInt32, minor: UInt32)
        case blockDevice(major: UInt32, minor: UInt32)
        case fifo
    }

    /// The bytes of content: a file's size, else 0.
    public var size: Int64 {
        if case .file(let size) = kind { size } else { 0 }
    }

    /// A path from an archive made of a tree's root, such as `./usr/bin/` in a Debian package, without its leading `./` and
    /// its final slash; nil for the root itself. Throws `TarError.invalidPath`.
    public static func relative(_ path: [UInt8]) throws(TarError) -> TarPath? {
        var rest = path[...]
        if rest.starts(with: "./".utf8) { rest = rest.dropFirst(2) }
        if rest.last == UInt8(ascii: "/") && rest.count > 1 { rest = rest.dropLast() }
        if rest.elementsEqual(".".utf8) || (rest.isEmpty && !path.isEmpty) { return nil }
        return try TarPath(rest)
    }

    /// Where the entry lies below the root: `relative(_:)` of its path.
    public func relativePath() throws(TarError) -> TarPath? { try Self.relative(path) }
}

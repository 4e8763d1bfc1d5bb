public import SystemPackage

/// Which members a tar archive in a file has, and where their contents lie: read by seeking from header to header, so that
/// any member can be read without those before it.
///
/// ustar, pax and GNU long names are read. What readers do not agree on is refused: a name that stands twice, a checksum
/// that does not hold, two sizes of one member, content that ends before the archive does.
/// Source: POSIX.1-2017, pax; the GNU tar manual, "Basic Tar Format".
public struct TarIndex: Sendable {
    /// A member of the archive.
    public struct Member: Hashable, Sendable {
        /// What it is.
        public let kind: Kind
        /// Where its content begins in the file.
        public let offset: Int64
        /// How many bytes its content has; 0 for all but files.
        public let size: Int64
    }

    /// What a member is.
    public enum Kind: Hashable, Sendable {
        case directory
        case file
        /// The target is any text; it is not resolved.
        case symbolicLink(target: [UInt8])
        /// Another name of a member.
        case hardLink(TarPath)
    }

    /// The members by their names; a leading `./` and a directory's final slash are no part of them.
    public let members: [TarPath: Member]

    /// The most members that are read.
    public static let mostMembers = 1 << 16

    /// Reads the headers of a file. Throws ``TarIndexError``.
    public init(_ path: FilePath) throws(TarIndexError) {
        let file: OpenFile
        do { file = try OpenFile(path) } catch { throw .system(path, error) }
        var reader = TarIndexReader(file)
        try reader.read()
        members = reader.members
    }

    /// The member that a name stands for, symbolic and hard links followed; nil where there is none, where a link leads out
    /// of the archive, and where links go in a circle.
    public func file(_ path: TarPath) -> Member? {
        var path = path
        for _ in 0..<16 {
            guard let member = members[path] else { return nil }
            switch member.kind {
            case .file: return member
            case .directory: return nil
            case .hardLink(let target): path = target
            case .symbolicLink(let target):
                guard let next = TarIndex.resolve(target, from: path) else { return nil }
                path = next
            }
        }
        return nil
    }

    /// The path that a link's target means, by its spelling; nil where it leads out of the archive.
    private static func resolve(_ target: [UInt8], from link: TarPath) -> TarPath? {
        guard target.first != UInt8(ascii: "/") else { return nil }
        var components = link.parent?.components ?? []
        for component in target.split(separator: UInt8(ascii: "/")) {
            switch Array(component) {
            case Array(".".utf8): continue
            case Array("..".utf8):
                guard components.popLast() != nil else { return nil }
            case let name: components.append(name)
            }
        }
        return try? TarPath(components.joined(separator: [UInt8(ascii: "/")]))
    }
}

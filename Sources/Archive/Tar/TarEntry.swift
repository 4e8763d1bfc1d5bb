/// What one entry of a tar archive says of a path: everything but a file's content.
///
/// All of it comes from the caller; nothing is read from a file system, a clock or a user database. Names of users and
/// groups are not kept, because they mean different numbers on different machines.
public struct TarEntry: Hashable, Sendable {
    /// Where the entry lies.
    public let path: TarPath
    /// What the entry is.
    public let kind: Kind
    /// Permission bits with set-user-ID, set-group-ID and sticky: at most 07777.
    public let mode: UInt16
    /// Whose it is, by number.
    public let owner: TarOwner
    /// Time of last modification, in whole seconds since 1970.
    public let modified: Int64
    /// Extended attributes, sorted by the bytes of their names, none twice.
    public let attributes: [TarAttribute]

    /// What an entry is.
    public enum Kind: Hashable, Sendable {
        case directory
        case file(size: Int64)
        /// The target is any text; it is not resolved and may point anywhere.
        case symbolicLink(target: [UInt8])
        /// Another name of a file that stands before it in the archive.
        case hardLink(TarPath)
        case characterDevice(major: UInt32, minor: UInt32)
        case blockDevice(major: UInt32, minor: UInt32)
        case fifo
    }

    /// Checks and keeps the parts. Throws `TarError.invalidEntry`.
    public init(
        path: TarPath, kind: Kind, mode: UInt16, owner: TarOwner = .root, modified: Int64,
        attributes: [TarAttribute] = []
    ) throws(TarError) {
        guard mode <= 0o7777 else { throw .invalidEntry(path, .mode(mode)) }
        switch kind {
        case .file(let size) where size < 0:
            throw .invalidEntry(path, .size(size))
        case .symbolicLink(let target) where target.isEmpty || target.count >= 4096 || target.contains(0):
            throw .invalidEntry(path, .linkTarget(target))
        case .hardLink(path):
            throw .invalidEntry(path, .linkToItself)
        case .characterDevice(let major, let minor) where max(major, minor) > 0o7777777,
            .blockDevice(let major, let minor) where max(major, minor) > 0o7777777:
            throw .invalidEntry(path, .device(major: major, minor: minor))
        default:
            break
        }
        let sorted = attributes.sorted { $0.name.lexicographicallyPrecedes($1.name) }
        for (index, attribute) in sorted.enumerated() {
            let name = attribute.name
            if name.isEmpty || name.count > 255 || name.contains(0) || name.contains(UInt8(ascii: "=")) {
                throw .invalidEntry(path, .attributeName(name))
            }
            if attribute.value.count > 65536 {
                throw .invalidEntry(path, .attributeSize(name, attribute.value.count))
            }
            if index > 0, sorted[index - 1].name == name { throw .invalidEntry(path, .duplicateAttribute(name)) }
        }
        self.path = path
        self.kind = kind
        self.mode = mode
        self.owner = owner
        self.modified = modified
        self.attributes = sorted
    }

    /// The bytes of content that follow the header: a file's size, else 0.
    public var contentSize: Int64 {
        if case .file(let size) = kind { size } else { 0 }
    }
}

extension TarEntry {
    /// The header of a small name that is written before its content is known, and again afterwards: always one block of
    /// 512 bytes. A size of 8 GiB or more stands in it in base 256, which all readers in use know.
    ///
    /// - Throws: `TarError.invalidEntry` for an entry that needs more than one block.
    public func singleBlock() throws(TarError) -> [UInt8] {
        let bytes = TarHeader(self).bytes
        // A pax record beside a size in base 256 says the same once more.
        let isLarge = contentSize >= 1 << 33
        guard bytes.count == 512 || (isLarge && attributes.isEmpty && path.bytes.count <= 100) else {
            throw .invalidEntry(path, .size(contentSize))
        }
        return Array(bytes.suffix(512))
    }

    /// How many zero bytes follow the entry's content.
    public var padding: Int { TarHeader.padding(after: contentSize) }
}

import OCI

/// What a layer holds at one path, with all that a file system can show of it.
struct TreeNode: Hashable, Sendable {
    var kind: TarMember.Kind
    var mode: UInt16
    var user: UInt32
    var group: UInt32
    /// The last change, in whole seconds since 1970.
    var modified: Int64
    /// The size of a file.
    var size: Int64
    /// The digest of a file's content; nil for others.
    var digest: Digest?
    /// The MD5 of a file's content, where it was wanted.
    var md5: [UInt8]?
    /// A link's target as the archive spells it.
    var link: [UInt8]
    var device: TarMember.Device?
    var attributes: [[UInt8]: [UInt8]]

    init(_ member: TarMember, digest: Digest?, md5: [UInt8]? = nil) {
        kind = member.kind
        mode = member.mode
        user = member.user
        group = member.group
        modified = member.modified
        size = member.size
        self.digest = digest
        self.md5 = md5
        link = member.link
        device = member.device
        attributes = member.attributes
    }
}

extension TarMember.Kind {
    /// The kind in words.
    var words: String {
        switch self {
        case .file: "a file"
        case .hardLink: "a hard link"
        case .symbolicLink: "a symbolic link"
        case .characterDevice: "a character device"
        case .blockDevice: "a block device"
        case .directory: "a directory"
        case .fifo: "a FIFO"
        case .unknown: "of an unknown type"
        }
    }
}

/// A mode as people write it.
func octal(_ mode: UInt16) -> String { "0" + String(mode, radix: 8) }

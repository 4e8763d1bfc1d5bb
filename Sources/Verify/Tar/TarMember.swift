/// One entry of a tar archive as it was read: nothing of it can be trusted.
struct TarMember: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case file, hardLink, symbolicLink, characterDevice, blockDevice, directory, fifo
        case unknown(UInt8)

        /// POSIX.1-2017, pax, "ustar Interchange Format", typeflag.
        init(type: UInt8) {
            self =
                switch type {
                case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): .file
                case UInt8(ascii: "1"): .hardLink
                case UInt8(ascii: "2"): .symbolicLink
                case UInt8(ascii: "3"): .characterDevice
                case UInt8(ascii: "4"): .blockDevice
                case UInt8(ascii: "5"): .directory
                case UInt8(ascii: "6"): .fifo
                default: .unknown(type)
                }
        }

        /// Whether content may follow the header.
        var hasContent: Bool {
            switch self {
            case .file, .unknown: true
            default: false
            }
        }
    }

    let kind: Kind
    /// The path as the archive spells it.
    let path: [UInt8]
    /// A link's target as the archive spells it; empty for others.
    let link: [UInt8]
    let size: Int64
    /// The permission bits, set-id and sticky bits among them.
    let mode: UInt16
    let user: UInt32
    let group: UInt32
    /// The last change in whole seconds since 1970.
    let modified: Int64
    let device: Device?
    /// The extended attributes by name.
    let attributes: [[UInt8]: [UInt8]]

    struct Device: Hashable, Sendable {
        let major: UInt32
        let minor: UInt32
    }

    /// The entry without its extended attributes.
    var withoutAttributes: TarMember {
        if attributes.isEmpty { return self }
        return TarMember(
            kind: kind, path: path, link: link, size: size, mode: mode, user: user, group: group, modified: modified,
            device: device, attributes: [:])
    }
}

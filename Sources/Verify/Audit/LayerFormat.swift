import Archive
import OCI

/// How a layer's media type, or its first bytes, say that it is packed.
enum LayerFormat {
    /// What a media type promises; nil for those that no layer of an image has.
    ///
    /// Source: OCI image-spec, media-types.md and layer.md, deprecated ones included; Docker's image manifest V2.2.
    static func declared(_ type: MediaType) -> Codec? {
        switch type.description {
        case "application/vnd.oci.image.layer.v1.tar", "application/vnd.oci.image.layer.nondistributable.v1.tar",
            "application/vnd.docker.image.rootfs.diff.tar", "application/vnd.docker.image.rootfs.foreign.diff.tar":
            Codec.none
        case "application/vnd.oci.image.layer.v1.tar+gzip",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
            "application/vnd.docker.image.rootfs.diff.tar.gzip",
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip":
            .gzip
        case "application/vnd.oci.image.layer.v1.tar+zstd",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
            "application/vnd.docker.image.rootfs.diff.tar.zstd":
            .zstd
        default: nil
        }
    }

    /// What the first bytes of a blob are; nil for neither a compressed stream nor a tar archive.
    static func detected(_ head: UnsafeRawBufferPointer) -> Codec? {
        if head.starts(with: [0x1f, 0x8b]) { return .gzip }
        if head.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) { return .zstd }
        // A skippable frame of zstd.
        if head.count >= 4, head[0] & 0xf0 == 0x50, head[1...3].elementsEqual([0x2a, 0x4d, 0x18]) { return .zstd }
        guard head.count >= TarHeaderBlock.size else { return head.allSatisfy { $0 == 0 } ? Codec.none : nil }
        let block = Array(head.prefix(TarHeaderBlock.size))
        if block[257..<262].elementsEqual("ustar".utf8) || block.allSatisfy({ $0 == 0 }) { return Codec.none }
        return (try? TarHeaderBlock(block)) == nil ? nil : Codec.none
    }
}

extension Codec {
    /// The word that findings use.
    var content: String {
        switch self {
        case .none: "a plain tar archive"
        case .gzip: "a gzip stream"
        case .zstd: "a zstd stream"
        }
    }
}

import Archive
import OCI
@testable import Verify

/// Compressed streams byte by byte.
enum RawStream {
    static func gzip(_ bytes: [UInt8], level: Int = 6) throws -> [UInt8] {
        try RawTar.compressed(bytes, Compression(.gzip, level: level))
    }

    static func zstd(_ bytes: [UInt8]) throws -> [UInt8] { try RawTar.compressed(bytes, .zstd) }

    /// A gzip member with other header bytes: from the flags to the system, then what the flags announce.
    static func gzip(_ bytes: [UInt8], flags: UInt8, extra: [UInt8], time: [UInt8] = [0, 0, 0, 0]) throws -> [UInt8] {
        let plain = try gzip(bytes)
        return [0x1f, 0x8b, 8, flags] + time + [0, 0xff] + extra + plain.dropFirst(10)
    }

    /// A gzip member of stored blocks (RFC 1951, section 3.2.4).
    static func stored(_ bytes: [UInt8]) throws -> [UInt8] {
        let whole = try gzip(bytes)
        var out = Array(whole.prefix(10))
        var rest = bytes[...]
        repeat {
            let piece = rest.prefix(65535)
            rest = rest.dropFirst(65535)
            out.append(rest.isEmpty ? 1 : 0)
            for value in [UInt16(piece.count), ~UInt16(piece.count)] {
                out += [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)]
            }
            out += piece
        } while !rest.isEmpty
        return out + whole.suffix(8)
    }

    /// A skippable frame (RFC 8878, section 3.1.2).
    static func skippable(_ payload: [UInt8], magic: UInt8 = 0x50) -> [UInt8] {
        [magic, 0x2a, 0x4d, 0x18] + little(UInt32(payload.count)) + payload
    }

    /// A frame of raw and RLE blocks with a descriptor of one's own (RFC 8878, section 3.1.1).
    static func frame(descriptor: UInt8, header: [UInt8], blocks: [[UInt8]]) -> [UInt8] {
        [0x28, 0xb5, 0x2f, 0xfd, descriptor] + header + blocks.flatMap { $0 }
    }

    static func raw(_ bytes: [UInt8], isLast: Bool) -> [UInt8] {
        Array(little(UInt32(bytes.count) << 3 | (isLast ? 1 : 0)).prefix(3)) + bytes
    }

    /// A block that is one byte many times.
    static func run(_ byte: UInt8, _ count: Int, isLast: Bool) -> [UInt8] {
        Array(little(UInt32(count) << 3 | 2 | (isLast ? 1 : 0)).prefix(3)) + [byte]
    }

    static func little(_ value: UInt32) -> [UInt8] {
        stride(from: UInt32(0), to: 32, by: 8).map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}

extension Corpus {
    private static func hidden() -> [UInt8] { RawTar.file("hidden") + RawTar.end }

    static let compression: [Damage] = [
        Damage("mediatype-gzip-is-plain-tar", ["media-type-content"], edit: { $0.layers[2].mediaType = .layerGzip }),
        Damage("mediatype-tar-is-gzip", ["media-type-content"], edit: { $0.layers[0].mediaType = .layer }),
        Damage("mediatype-zstd-is-gzip", ["media-type-content"], edit: { $0.layers[0].mediaType = .layerZstd }),
        Damage("mediatype-gzip-is-zstd", ["media-type-content"], edit: { $0.layers[1].mediaType = .layerGzip }),
        Damage("mediatype-layer-unknown", ["media-type-unknown"], edit: { $0.layers[0].mediaType = .octets }),
        Damage(
            "layer-is-no-archive", ["media-type-content"], edit: { $0.layers[2].tar = Array("not an archive".utf8) }),
        Damage(
            "layer-is-zip", ["media-type-content"],
            edit: { $0.layers[2].tar = Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 7, count: 600) }),
        .packed("gzip-trailing-garbage", ["layer-trailing-bytes"]) { try RawStream.gzip($0) + Array("garbage".utf8) },
        .packed("gzip-trailing-zeros", ["layer-trailing-bytes"]) {
            try RawStream.gzip($0) + [UInt8](repeating: 0, count: 512)
        },
        .packed("gzip-trailing-one-byte", ["layer-trailing-bytes"]) { try RawStream.gzip($0) + [0x20] },
        .packed("gzip-second-member-truncated", ["layer-truncated"]) { try RawStream.gzip($0) + [0x1f, 0x8b, 8, 0] },
        Damage(
            "gzip-second-member-after-eof", ["tar-data-after-end"],
            edit: { image in
                image.layers[0].tar += hidden()
                image.layers[0].pack = {
                    try RawStream.gzip(Array($0.dropLast(2048))) + RawStream.gzip(Array($0.suffix(2048)))
                }
            }),
        .packed("gzip-bad-crc", ["layer-checksum"]) {
            var out = try RawStream.gzip($0); out[out.count - 8] ^= 1; return out
        },
        .packed("gzip-bad-isize", ["layer-checksum"]) {
            var out = try RawStream.gzip($0); out[out.count - 1] ^= 1; return out
        },
        .packed("gzip-crc-of-first-member", ["layer-checksum"]) { tar in
            var first = try RawStream.gzip(Array(tar.prefix(1024)))
            first[first.count - 7] ^= 1
            return try first + RawStream.gzip(Array(tar.dropFirst(1024)))
        },
        .packed("gzip-truncated-trailer", ["layer-truncated"]) { Array(try RawStream.gzip($0).dropLast(3)) },
        .packed("gzip-truncated-data", ["layer-truncated"]) { Array(try RawStream.gzip($0).dropLast(40)) },
        .packed("gzip-reserved-flags", ["layer-damaged"]) {
            var out = try RawStream.gzip($0); out[3] = 0x20; return out
        },
        .packed("gzip-unknown-method", ["layer-damaged"]) {
            var out = try RawStream.gzip($0); out[2] = 7; return out
        },
        .packed("gzip-bad-header-crc", ["layer-damaged"]) { try RawStream.gzip($0, flags: 2, extra: [0, 0]) },
        .packed("gzip-reserved-block-type", ["layer-damaged"]) {
            var out = try RawStream.stored($0); out[10] = 7; return out
        },
        .packed("gzip-stored-length-lie", ["layer-damaged"]) {
            var out = try RawStream.stored($0); out[13] ^= 1; return out
        },
        .packed("gzip-header-mtime", ["layer-volatile-header"]) {
            try RawStream.gzip($0, flags: 0, extra: [], time: [1, 2, 3, 4])
        },
        .packed("gzip-header-name", ["layer-volatile-header"]) {
            try RawStream.gzip($0, flags: 8, extra: Array("layer.tar".utf8) + [0])
        },
        .packed("gzip-header-comment", ["layer-volatile-header"]) {
            try RawStream.gzip($0, flags: 16, extra: Array("c".utf8) + [0])
        },
        .packed("gzip-header-extra", ["layer-volatile-header"]) {
            try RawStream.gzip($0, flags: 4, extra: [4, 0, 1, 2, 3, 4])
        },
        Damage(
            "gzip-bomb", ["tar-data-after-end"], edit: { $0.layers[0].tar += [UInt8](repeating: 0, count: 8 << 20) }),
        .packed("zstd-trailing-garbage", ["layer-trailing-bytes"], layer: 1) {
            try RawStream.zstd($0) + Array("garbage".utf8)
        },
        .packed("zstd-trailing-zeros", ["layer-trailing-bytes"], layer: 1) { try RawStream.zstd($0) + [0, 0, 0, 0] },
        .packed("zstd-trailing-half-magic", ["layer-truncated"], layer: 1) { try RawStream.zstd($0) + [0x28, 0xb5] },
        .packed("zstd-truncated", ["layer-truncated"], layer: 1) { Array(try RawStream.zstd($0).dropLast(6)) },
        .packed("zstd-bad-checksum", ["layer-checksum"], layer: 1) {
            var out = try RawStream.zstd($0); out[out.count - 1] ^= 1; return out
        },
        .packed("zstd-reserved-bit", ["layer-damaged"], layer: 1) {
            var out = try RawStream.zstd($0); out[4] |= 8; return out
        },
        .packed("zstd-content-size-lie", ["layer-damaged"], layer: 1) { tar in
            RawStream.frame(
                descriptor: 0xa0, header: RawStream.little(UInt32(tar.count + 1)),
                blocks: [RawStream.raw(tar, isLast: true)])
        },
        .packed("zstd-dict-required", ["layer-damaged"], layer: 1) { tar in
            RawStream.frame(
                descriptor: 0xa7, header: [1, 2, 3, 4] + RawStream.little(UInt32(tar.count)),
                blocks: [RawStream.raw(tar, isLast: true)])
        },
        .packed("zstd-huge-window", ["layer-limit"], layer: 1) { tar in
            RawStream.frame(descriptor: 0x04, header: [0xa0], blocks: [RawStream.raw(tar, isLast: true)])
        },
        .packed("zstd-reserved-block-type", ["layer-damaged"], layer: 1) { tar in
            RawStream.frame(descriptor: 0x00, header: [0x50], blocks: [[7, 0, 0]])
        },
        .packed("zstd-block-too-large", ["layer-damaged"], layer: 1) { tar in
            RawStream.frame(descriptor: 0x00, header: [0x00], blocks: [RawStream.run(0, 200_000, isLast: true)])
        },
        .packed("zstd-no-checksum", ["layer-unchecked"], layer: 1) { tar in
            RawStream.frame(
                descriptor: 0xa0, header: RawStream.little(UInt32(tar.count)),
                blocks: [RawStream.raw(tar, isLast: true)])
        },
        .packed("zstd-skippable-frame-payload", ["layer-skippable-frame"], layer: 1) {
            RawStream.skippable(Array("hidden payload".utf8)) + (try RawStream.zstd($0))
        },
        .packed("zstd-skippable-frame-after", ["layer-skippable-frame"], layer: 1) {
            try RawStream.zstd($0) + RawStream.skippable([1, 2, 3], magic: 0x5f)
        },
        .packed("zstd-only-a-skippable-frame", ["layer-truncated"], layer: 1) { _ in RawStream.skippable([]) },
        .packed("zstd-skippable-frame-truncated", ["layer-truncated"], layer: 1) {
            try RawStream.zstd($0) + RawStream.skippable([1, 2, 3]).dropLast()
        },
        .packed("zstd-format-before-1.0", ["layer-trailing-bytes"], layer: 1) {
            try RawStream.zstd($0) + [0x27, 0xb5, 0x2f, 0xfd, 0, 0, 0]
        },
        Damage(
            "zstd-bomb", ["tar-data-after-end"], edit: { $0.layers[1].tar += [UInt8](repeating: 0, count: 8 << 20) }),
        Damage(
            "zstd-second-frame-after-eof", ["tar-data-after-end"],
            edit: { image in
                image.layers[1].tar += hidden()
                image.layers[1].pack = {
                    try RawStream.zstd(Array($0.dropLast(2048))) + RawStream.zstd(Array($0.suffix(2048)))
                }
            }),
    ]

    static let compressionTwins: [Damage] = [
        .packed("twin-gzip-many-members", []) { tar in
            try stride(from: 0, to: tar.count, by: 512).flatMap {
                try RawStream.gzip(Array(tar[$0..<min($0 + 512, tar.count)]))
            }
        },
        .packed("twin-gzip-empty-member", []) { try RawStream.gzip($0) + RawStream.gzip([]) },
        .packed("twin-gzip-stored", []) { try RawStream.stored($0) },
        .packed("twin-gzip-level-12", []) { try RawStream.gzip($0, level: 12) },
        .packed("twin-gzip-no-time-of-go", []) {
            try RawStream.gzip($0, flags: 0, extra: [], time: [0x00, 0x09, 0x6e, 0x88])
        },
        .packed("twin-gzip-text-flag", []) { try RawStream.gzip($0, flags: 1, extra: []) },
        .packed("twin-zstd-many-frames", [], layer: 1) { tar in
            try stride(from: 0, to: tar.count, by: 512).flatMap {
                try RawStream.zstd(Array(tar[$0..<min($0 + 512, tar.count)]))
            }
        },
        .packed("twin-zstd-empty-frame", [], layer: 1) { try RawStream.zstd([]) + RawStream.zstd($0) },
        .packed("twin-zstd-level-19", [], layer: 1) { try RawTar.compressed($0, Compression(.zstd, level: 19)) },
        Damage("twin-tail-of-a-record", [], edit: { $0.layers[0].tar += [UInt8](repeating: 0, count: 10240) }),
        Damage(
            "twin-large-zeros-in-a-file", [],
            edit: { image in
                let size = 4 << 20
                image.layers[1].tar =
                    RawTar.header("zeros", count: size) + [UInt8](repeating: 0, count: size) + RawTar.end
            }),
        Damage("twin-empty-layer", [], edit: { $0.layers[1].tar = RawTar.end }),
    ]
}

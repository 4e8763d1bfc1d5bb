import Archive
import OCI
import SystemPackage
@testable import Verify

extension Corpus {
    static let blobs: [Damage] = [
        .layer("blob-bitflip-layer", ["blob-digest", "layer-diffid"], 2) { $0.replace("picture", "pictuse") },
        .layer("blob-bitflip-gzip-crc", ["blob-digest", "layer-checksum"], 0) { $0[$0.count - 6] ^= 1 },
        .layer("blob-bitflip-gzip-isize", ["blob-digest", "layer-checksum"], 0) { $0[$0.count - 2] ^= 1 },
        .layer("blob-bitflip-gzip-flags", ["blob-digest", "layer-damaged"], 0) { $0[3] ^= 0x80 },
        .layer("blob-bitflip-gzip-method", ["blob-digest", "layer-damaged"], 0) { $0[2] ^= 1 },
        .layer("blob-bitflip-gzip-magic", ["blob-digest", "media-type-content"], 0) { $0[0] ^= 1 },
        .layer("blob-bitflip-zstd-checksum", ["blob-digest", "layer-checksum"], 1) { $0[$0.count - 2] ^= 1 },
        .layer("blob-bitflip-zstd-header", ["blob-digest", "layer-damaged"], 1) { $0[4] ^= 0x08 },
        .layer("blob-bitflip-tar-header", ["blob-digest", "layer-diffid", "tar-checksum"], 2) { $0[0] ^= 1 },
        .layer("blob-bitflip-gzip-os", ["blob-digest"], 0) { $0[9] ^= 1 },
        Damage(
            "blob-regzip-same-diffid", ["blob-digest", "blob-size"],
            spoil: { image in
                let tar = try SampleImage.real().layers[0].tar
                try image.path(image.layers[0]).write(RawTar.compressed(tar, Compression(.gzip, level: 1)))
            }),
        Damage(
            "blob-rezstd-same-diffid", ["blob-digest", "blob-size", "layer-skippable-frame"],
            spoil: { image in
                let tar = try SampleImage.real().layers[1].tar
                try image.path(image.layers[1]).write(
                    RawTar.compressed(tar, Compression(.zstd, level: 19)) + [0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0])
            }),
        Damage(
            "blob-decompressed-same-diffid", ["blob-digest", "blob-size", "media-type-content"],
            spoil: { image in
                try image.path(image.layers[0]).write(try SampleImage.real().layers[0].tar)
            }),
        .layer("blob-truncated-gzip", ["blob-digest", "blob-size", "layer-truncated"], 0) { $0.removeLast(4) },
        .layer("blob-truncated-zstd", ["blob-digest", "blob-size", "layer-truncated"], 1) { $0.removeLast(4) },
        .layer("blob-truncated-plain", ["blob-digest", "blob-size", "layer-diffid", "tar-truncated"], 2) {
            $0.removeLast(1124)
        },
        .layer("blob-truncated-end", ["blob-digest", "blob-size", "layer-diffid", "tar-end-missing"], 2) {
            $0.removeLast(512)
        },
        .layer("blob-appended-gzip", ["blob-digest", "blob-size", "layer-trailing-bytes"], 0) {
            $0 += Array("tail".utf8)
        },
        .layer("blob-appended-zstd", ["blob-digest", "blob-size", "layer-trailing-bytes"], 1) {
            $0 += Array("tail".utf8)
        },
        .layer("blob-appended-plain", ["blob-digest", "blob-size", "layer-diffid", "tar-data-after-end"], 2) {
            $0 += Array("tail".utf8)
        },
        .layer("blob-appended-zeros", ["blob-digest", "blob-size", "layer-diffid"], 2) {
            $0 += [UInt8](repeating: 0, count: 512)
        },
        .layer("blob-emptied", ["blob-digest", "blob-size", "media-type-content"], 0) { $0 = [] },
        Damage(
            "blobs-exchanged",
            ["blob-digest", "blob-size", "layer-diffid", "media-type-content", "tar-whiteout-nothing"],
            spoil: { image in
                let first = try image.path(image.layers[0]).bytes()
                let second = try image.path(image.layers[1]).bytes()
                try image.path(image.layers[0]).write(second)
                try image.path(image.layers[1]).write(first)
            }),
        Damage("blob-missing-layer", ["blob-missing"], spoil: { try $0.path($0.layers[0]).remove() }),
        Damage("blob-missing-config", ["blob-missing"], spoil: { try $0.path($0.config).remove() }),
        Damage("blob-missing-manifest", ["blob-missing"], spoil: { try $0.path($0.descriptor).remove() }),
        Damage(
            "blob-missing-all-layers", ["blob-missing"],
            spoil: { image in
                for layer in image.layers { try image.path(layer).remove() }
            }),
        Damage(
            "blob-is-symlink", ["blob-not-regular"],
            spoil: { image in
                let path = image.path(image.layers[0])
                try await shell("mv \(path) \(path).real && ln -s \(path).real \(path)")
            }),
        Damage(
            "blob-is-symlink-to-etc", ["blob-not-regular"],
            spoil: { image in
                let path = image.path(image.layers[0])
                try await shell("rm \(path) && ln -s /etc/hostname \(path)")
            }),
        Damage(
            "blob-is-fifo", ["blob-not-regular"],
            spoil: { image in
                let path = image.path(image.layers[1])
                try await shell("rm \(path) && mkfifo \(path)")
            }),
        Damage(
            "blob-is-directory", ["blob-not-regular"],
            spoil: { image in
                let path = image.path(image.config)
                try await shell("rm \(path) && mkdir \(path)")
            }),
        Damage(
            "manifest-is-fifo", ["blob-not-regular"],
            spoil: { image in
                let path = image.path(image.descriptor)
                try await shell("rm \(path) && mkfifo \(path)")
            }),
        Damage(
            "config-byte-changed", ["blob-digest"],
            spoil: { image in
                try image.damage(image.config) { $0.replace("LANG=C.UTF-8", "LANG=D.UTF-8") }
            }),
        Damage(
            "config-truncated", ["blob-digest", "blob-size", "json-syntax"],
            spoil: { image in
                try image.damage(image.config) { $0.removeLast(20) }
            }),
        Damage(
            "config-appended", ["blob-digest", "blob-size", "json-syntax"],
            spoil: { image in
                try image.damage(image.config) { $0 += Array("{}".utf8) }
            }),
        Damage(
            "config-appended-blank", ["blob-digest", "blob-size"],
            spoil: { image in
                try image.damage(image.config) { $0 += Array("\n".utf8) }
            }),
        Damage(
            "manifest-byte-changed", ["blob-digest"],
            spoil: { image in
                try image.damage(image.descriptor) { $0.replace("\"base\"", "\"bbse\"") }
            }),
        Damage(
            "manifest-truncated", ["blob-digest", "blob-size", "json-syntax"],
            spoil: { image in
                try image.damage(image.descriptor) { $0.removeLast() }
            }),
        Damage(
            "manifest-appended-blank", ["blob-digest", "blob-size"],
            spoil: { image in
                try image.damage(image.descriptor) { $0 += Array(" ".utf8) }
            }),
        Damage(
            "manifest-emptied", ["blob-digest", "blob-size", "json-syntax"],
            spoil: { image in
                try image.damage(image.descriptor) { $0 = [] }
            }),
    ]

    private static let digest = "sha256:" + String(repeating: "ab", count: 32)

    private static func layerDigest(_ name: String, _ digest: String) -> Damage {
        Damage(
            name, ["descriptor-digest"],
            edit: { image in
                image.editManifest = { $0.replacingFirstLayerDigest(digest) }
            })
    }

    private static func layerSizes(_ name: String, _ codes: [String], _ size: String) -> Damage {
        Damage(
            name, codes,
            edit: { image in
                image.editManifest = { $0.replacingLayerSizes(size, size) }
            })
    }

    static let descriptors: [Damage] = [
        .manifest("desc-size-large", ["descriptor-size"], ("\"size\":", "\"size\":1")),
        Damage(
            "desc-size-small", ["descriptor-size"],
            edit: { image in image.editManifest = { $0.replacingLayerSizes("7", "8") } }),
        layerSizes("desc-size-zero", ["descriptor-size"], "0"),
        layerSizes("desc-size-negative", ["descriptor-size"], "-1"),
        layerSizes("desc-size-float", ["descriptor-size"], "1.5"),
        layerSizes("desc-size-exponent", ["descriptor-size"], "1e3"),
        layerSizes("desc-size-2^63", ["json-syntax"], "9223372036854775808"),
        layerSizes("desc-size-2^63-1", ["descriptor-size"], "9223372036854775807"),
        layerSizes("desc-size-string", ["descriptor-size"], "\"100\""),
        layerSizes("desc-size-null", ["descriptor-size"], "null"),
        layerSizes("desc-size-leading-zero", ["json-syntax"], "0100"),
        .manifest("desc-size-missing", ["json-member"], ("\"size\":", "\"length\":")),
        .manifest(
            "desc-mediatype-missing", ["json-member"], ("{\"digest\"", "{\"data\":\"\",\"digest\""),
            ("\"mediaType\"", "\"type\"")),
        .manifest("desc-mediatype-malformed", ["json-member"], (MediaType.layerGzip.description, "tar+gzip")),
        layerDigest("digest-path-traversal", "sha256:../../../../../../etc/hostname"),
        layerDigest("digest-uppercase-hex", "sha256:" + String(repeating: "AB", count: 32)),
        layerDigest("digest-uppercase-alg", "SHA256:" + String(repeating: "ab", count: 32)),
        layerDigest("digest-unknown-alg", "blake3:" + String(repeating: "ab", count: 32)),
        layerDigest("digest-sha512", "sha512:" + String(repeating: "ab", count: 64)),
        layerDigest("digest-sha1", "sha1:" + String(repeating: "ab", count: 20)),
        layerDigest("digest-md5", "md5:" + String(repeating: "ab", count: 16)),
        layerDigest("digest-short", "sha256:" + String(repeating: "ab", count: 31)),
        layerDigest("digest-long", "sha256:" + String(repeating: "ab", count: 33)),
        layerDigest("digest-empty", ""),
        layerDigest("digest-no-alg", String(repeating: "ab", count: 32)),
        layerDigest("digest-blank", " " + digest),
        layerDigest("digest-line-end", digest + "\\n"),
        .manifest(
            "digest-null", ["json-duplicate-key"],
            ("\"digest\":", "\"digest\":null,\"digest\":")),
        .manifest("data-field-mismatch", ["descriptor-data"], ("{\"digest\"", "{\"data\":\"e30=\",\"digest\"")),
        .manifest("data-field-not-base64", ["descriptor-data"], ("{\"digest\"", "{\"data\":\"e30\",\"digest\"")),
        .manifest("data-field-urlsafe-base64", ["descriptor-data"], ("{\"digest\"", "{\"data\":\"_-8=\",\"digest\"")),
        .manifest("data-field-number", ["descriptor-data"], ("{\"digest\"", "{\"data\":7,\"digest\"")),
        .manifest("data-field-empty", ["descriptor-data"], ("{\"digest\"", "{\"data\":\"\",\"digest\"")),
        .manifest(
            "layer-foreign-url", ["descriptor-urls"],
            ("{\"annotations\"", "{\"urls\":[\"https://elsewhere.test/l\"],\"annotations\"")),
        .manifest(
            "layer-urls-not-a-list", ["json-member"],
            ("{\"annotations\"", "{\"urls\":\"https://elsewhere.test/l\",\"annotations\"")),
        .manifest("annotations-not-texts", ["json-member"], ("\"base\"", "7")),
        .manifest(
            "annotations-null", ["json-member"],
            ("{\"annotations\":{\"dev.imagesmith.layer.name\":\"base\"}", "{\"annotations\":null")),
    ]
}

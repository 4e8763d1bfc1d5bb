import Archive
import OCI
@testable import Verify

/// One way to damage an image, and the codes of all findings it must lead to, sorted.
struct Damage: CustomStringConvertible, Sendable {
    let name: String
    let codes: [String]
    var description: String { name }
    let edit: @Sendable (inout SampleImage) throws -> Void
    let spoil: @Sendable (inout SampleImage.Written) async throws -> Void

    init(
        _ name: String, _ codes: [String], edit: @escaping @Sendable (inout SampleImage) throws -> Void = { _ in },
        spoil: @escaping @Sendable (inout SampleImage.Written) async throws -> Void = { _ in }
    ) {
        self.name = name
        self.codes = codes
        self.edit = edit
        self.spoil = spoil
    }

    static let blobs: [Damage] = [
        Damage(
            "flipped byte in the manifest", ["blob-digest"],
            spoil: { image in
                try image.damage(image.descriptor) { $0.replace("\"base\"", "\"bbse\"") }
            }),
        Damage(
            "flipped byte in the config", ["blob-digest"],
            spoil: { image in
                try image.damage(image.config) { $0.replace("\"test\"", "\"tesu\"") }
            }),
        Damage(
            "flipped byte in a plain layer's content", ["blob-digest", "layer-diffid"],
            spoil: { image in
                try image.damage(image.layers[2]) { $0.replace("picture", "pictuse") }
            }),
        Damage(
            "flipped byte in a gzip layer's checksum", ["blob-digest", "layer-checksum"],
            spoil: { image in
                try image.damage(image.layers[0]) { $0[$0.count - 6] ^= 1 }
            }),
        Damage(
            "flipped byte in a gzip layer's length", ["blob-digest", "layer-checksum"],
            spoil: { image in
                try image.damage(image.layers[0]) { $0[$0.count - 2] ^= 1 }
            }),
        Damage(
            "flipped byte in a zstd layer's checksum", ["blob-digest", "layer-checksum"],
            spoil: { image in
                try image.damage(image.layers[1]) { $0[$0.count - 2] ^= 1 }
            }),
        Damage(
            "flipped byte in a gzip layer's header", ["blob-digest", "layer-damaged"],
            spoil: { image in
                try image.damage(image.layers[0]) { $0[3] ^= 0x80 }
            }),
        Damage(
            "flipped byte in a zstd layer's header", ["blob-digest", "layer-damaged"],
            spoil: { image in
                try image.damage(image.layers[1]) { $0[4] ^= 0x08 }
            }),
        Damage(
            "flipped byte in a layer's magic number", ["blob-digest", "media-type-content"],
            spoil: { image in
                try image.damage(image.layers[0]) { $0[0] ^= 1 }
            }),
        Damage(
            "truncated manifest", ["blob-digest", "blob-size", "json-syntax"],
            spoil: { image in
                try image.damage(image.descriptor) { $0.removeLast() }
            }),
        Damage(
            "truncated config", ["blob-digest", "blob-size", "json-syntax"],
            spoil: { image in
                try image.damage(image.config) { $0.removeLast(20) }
            }),
        Damage(
            "truncated gzip layer", ["blob-digest", "blob-size", "layer-truncated"],
            spoil: { image in
                try image.damage(image.layers[0]) { $0.removeLast(4) }
            }),
        Damage(
            "truncated zstd layer", ["blob-digest", "blob-size", "layer-truncated"],
            spoil: { image in
                try image.damage(image.layers[1]) { $0.removeLast(4) }
            }),
        Damage(
            "truncated plain layer", ["blob-digest", "blob-size", "layer-diffid", "tar-truncated"],
            spoil: { image in
                try image.damage(image.layers[2]) { $0.removeLast(1024 + 100) }
            }),
        Damage(
            "bytes after the manifest", ["blob-digest", "blob-size", "json-syntax"],
            spoil: { image in
                try image.damage(image.descriptor) { $0 += Array("x".utf8) }
            }),
        Damage(
            "a blank after the manifest", ["blob-digest", "blob-size"],
            spoil: { image in
                try image.damage(image.descriptor) { $0 += Array(" ".utf8) }
            }),
        Damage(
            "bytes after a gzip layer", ["blob-digest", "blob-size", "layer-trailing-bytes"],
            spoil: { image in
                try image.damage(image.layers[0]) { $0 += Array("tail".utf8) }
            }),
        Damage(
            "bytes after a zstd layer", ["blob-digest", "blob-size", "layer-trailing-bytes"],
            spoil: { image in
                try image.damage(image.layers[1]) { $0 += Array("tail".utf8) }
            }),
        Damage(
            "bytes after a plain layer", ["blob-digest", "blob-size", "layer-diffid", "tar-data-after-end"],
            spoil: { image in try image.damage(image.layers[2]) { $0 += Array("tail".utf8) } }),
        Damage("missing manifest", ["blob-missing"], spoil: { try $0.path($0.descriptor).remove() }),
        Damage("missing config", ["blob-missing"], spoil: { try $0.path($0.config).remove() }),
        Damage(
            "missing layers", ["blob-missing", "blob-missing"],
            spoil: { image in
                try image.path(image.layers[0]).remove()
                try image.path(image.layers[2]).remove()
            }),
        Damage(
            "empty manifest", ["blob-digest", "blob-size", "json-syntax"],
            spoil: { image in
                try image.damage(image.descriptor) { $0 = [] }
            }),
        Damage(
            "empty layer", ["blob-digest", "blob-size", "media-type-content"],
            spoil: { image in
                try image.damage(image.layers[0]) { $0 = [] }
            }),
        Damage(
            "symbolic link to the same bytes", ["blob-not-regular"],
            spoil: { image in
                let path = image.path(image.layers[0])
                try await shell("mv \(path) \(path).real && ln -s \(path).real \(path)")
            }),
        Damage(
            "FIFO in place of a layer", ["blob-not-regular"],
            spoil: { image in
                let path = image.path(image.layers[1])
                try await shell("rm \(path) && mkfifo \(path)")
            }),
        Damage(
            "FIFO in place of the manifest", ["blob-not-regular"],
            spoil: { image in
                let path = image.path(image.descriptor)
                try await shell("rm \(path) && mkfifo \(path)")
            }),
        Damage(
            "directory in place of the config", ["blob-not-regular"],
            spoil: { image in
                let path = image.path(image.config)
                try await shell("rm \(path) && mkdir \(path)")
            }),
        Damage("wrong size for the manifest", ["descriptor-size"], spoil: { $0.descriptor.size += 1 }),
        Damage(
            "a gzip layer packed anew", ["blob-digest", "blob-size"],
            spoil: { image in
                let path = image.path(image.layers[0])
                try await shell(
                    "gzip -dc < \(path) > \(path).tar && gzip -1nc < \(path).tar > \(path) && rm \(path).tar")
            }),
        Damage(
            "two damages", ["blob-digest", "blob-missing", "layer-diffid"],
            spoil: { image in
                try image.path(image.layers[1]).remove()
                try image.damage(image.layers[2]) { $0.replace("picture", "pictuse") }
            }),
    ]
}

extension [UInt8] {
    /// Replaces the first occurrence of a text by another of the same length.
    mutating func replace(_ old: String, _ new: String) {
        let (old, new) = (Array(old.utf8), Array(new.utf8))
        precondition(old.count == new.count && count >= old.count)
        guard let place = (0...count - old.count).first(where: { self[$0...].starts(with: old) }) else {
            preconditionFailure("nothing to damage")
        }
        replaceSubrange(place..<place + old.count, with: new)
    }
}

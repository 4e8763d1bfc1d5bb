import OCI
import SystemPackage
import Testing

/// One way to damage an image in a store, and the codes of the findings that it must lead to.
struct Damage: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// All codes, sorted, each once.
    let codes: [String]
    /// Damages the image of the layout that has the tag.
    let spoil: @Sendable (ImageLayout, Descriptor, RefName) throws -> Void

    /// Damage to one blob's file; the documents stay as they are.
    private static func file(
        _ name: String, _ codes: [String], of blob: @escaping @Sendable (ImageLayout, Descriptor) throws -> Descriptor,
        _ change: @escaping @Sendable (FilePath) throws -> Void
    ) -> Damage {
        Damage(testDescription: name, codes: codes) { layout, image, _ in
            try change(layout.path(of: blob(layout, image).digest))
        }
    }

    /// Damage to documents: the manifest is written anew and tagged, so that all digests hold.
    private static func documents(
        _ name: String, _ codes: [String], _ change: @escaping @Sendable (ImageLayout, inout Manifest) throws -> Void
    ) -> Damage {
        Damage(testDescription: name, codes: codes) { layout, image, tag in
            var manifest = try layout.manifest(image)
            try change(layout, &manifest)
            try layout.tag(try layout.write(manifest), as: tag)
        }
    }

    private static let manifest: @Sendable (ImageLayout, Descriptor) throws -> Descriptor = { $1 }
    private static let config: @Sendable (ImageLayout, Descriptor) throws -> Descriptor = {
        try $0.manifest($1).config
    }
    private static let layer: @Sendable (ImageLayout, Descriptor) throws -> Descriptor = {
        try $0.manifest($1).layers[0]
    }
    private static let plainLayer: @Sendable (ImageLayout, Descriptor) throws -> Descriptor = {
        try $0.manifest($1).layers[2]
    }

    private static func truncate(_ path: FilePath) throws {
        let bytes = try path.read(limit: 1 << 30)
        try path.replace(with: Array(bytes.dropLast(bytes.count / 3)))
    }

    private static func append(_ path: FilePath) throws {
        try path.replace(with: try path.read(limit: 1 << 30) + Array("more".utf8))
    }

    private static func remove(_ path: FilePath) throws { try path.remove() }

    static let all: [Damage] = [
        file("truncated manifest", ["blob-digest", "blob-size", "json-syntax"], of: manifest, truncate),
        file("truncated config", ["blob-digest", "blob-size", "json-syntax"], of: config, truncate),
        file("truncated zstd layer", ["blob-digest", "blob-size", "layer-truncated"], of: layer, truncate),
        file(
            "truncated plain layer", ["blob-digest", "blob-size", "layer-diffid", "tar-truncated"], of: plainLayer,
            truncate),
        file("missing manifest", ["blob-missing"], of: manifest, remove),
        file("missing config", ["blob-missing"], of: config, remove),
        file("missing layer", ["blob-missing"], of: layer, remove),
        file("manifest with bytes appended", ["blob-digest", "blob-size", "json-syntax"], of: manifest, append),
        file("config with bytes appended", ["blob-digest", "blob-size", "json-syntax"], of: config, append),
        file(
            "zstd layer with bytes appended", ["blob-digest", "blob-size", "layer-trailing-bytes"], of: layer, append),
        file(
            "plain layer with bytes appended", ["blob-digest", "blob-size", "layer-diffid", "tar-data-after-end"],
            of: plainLayer, append),
        documents("wrong size of a layer", ["descriptor-size"]) { _, manifest in
            let layer = manifest.layers[1]
            manifest.layers[1] = Descriptor(mediaType: layer.mediaType, digest: layer.digest, size: layer.size + 1)
        },
        documents("wrong size of the config", ["descriptor-size"]) { _, manifest in
            let config = manifest.config
            manifest.config = Descriptor(mediaType: config.mediaType, digest: config.digest, size: config.size - 1)
        },
        documents("wrong diffID", ["layer-diffid"]) { layout, manifest in
            var config = try layout.config(of: manifest)
            config.diffIDs[3] = DiffID(Digest(of: Array("something else".utf8)))
            manifest.config = try layout.write(config)
        },
        documents("swapped layers", ["layer-diffid"]) { _, manifest in manifest.layers.swapAt(1, 3) },
        documents("duplicate key in the config", ["json-duplicate-key"]) { layout, manifest in
            let bytes = try layout.read(manifest.config)
            manifest.config = try layout.write(
                Array(#"{"architecture":"arm64","#.utf8) + bytes.dropFirst(), as: manifest.config.mediaType)
        },
        Damage(testDescription: "duplicate key in the manifest", codes: ["json-duplicate-key"]) { layout, image, tag in
            let bytes = try layout.read(image)
            let twice = try layout.write(
                Array(#"{"schemaVersion":2,"#.utf8) + bytes.dropFirst(), as: image.mediaType)
            try layout.tag(twice, as: tag)
        },
    ]
}

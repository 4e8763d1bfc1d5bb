import Archive
import OCI
import SystemPackage
import TestSupport
@testable import Verify

extension Corpus {
    private static func marker(_ name: String, _ codes: [String], _ text: String) -> Damage {
        Damage(name, codes, spoil: { try $0.layout.root.appending("oci-layout").write(Array(text.utf8)) })
    }

    /// Puts an index between the layout's and the image.
    private static func nested(
        _ name: String, _ codes: [String], _ build: @escaping @Sendable (Descriptor, ImageLayout) throws -> Descriptor
    ) -> Damage {
        Damage(
            name, codes,
            spoil: { image in
                image.descriptor = try build(image.descriptor, image.layout)
                try image.layout.tag(image.descriptor, as: RefName("sample"))
            })
    }

    private static func index(_ entries: [Descriptor], in layout: ImageLayout) throws -> Descriptor {
        try layout.write(ImageIndex(manifests: entries).json.canonical(), as: .index)
    }

    /// An artifact about the image, its subject changed.
    private static func referrer(
        _ name: String, _ codes: [String],
        spoil: @escaping @Sendable (Descriptor, Descriptor, ImageLayout) throws -> Void = { _, _, _ in },
        subject change: @escaping @Sendable (inout Descriptor) -> Void = { _ in }
    ) -> Damage {
        Damage(
            name, codes,
            spoil: { image in
                let blob = try image.layout.write(Array("name: sample\n".utf8), as: .recipe)
                var subject = image.descriptor
                change(&subject)
                let referrer = try image.layout.writeReferrer(of: subject, type: .recipe, blobs: [blob])
                try image.layout.list([referrer])
                try spoil(blob, referrer, image.layout)
            })
    }

    static let index: [Damage] = [
        marker("layout-version-unknown", ["layout-marker"], #"{"imageLayoutVersion":"2.0.0"}"#),
        marker("layout-version-number", ["layout-marker"], #"{"imageLayoutVersion":1}"#),
        marker("layout-version-missing", ["layout-marker"], "{}"),
        marker(
            "layout-version-twice", ["json-duplicate-key"],
            #"{"imageLayoutVersion":"1.0.0","imageLayoutVersion":"2.0.0"}"#),
        marker("layout-version-case", ["json-key-case", "layout-marker"], #"{"ImageLayoutVersion":"1.0.0"}"#),
        marker("layout-file-empty", ["json-syntax"], ""),
        marker("layout-file-array", ["layout-marker"], "[]"),
        marker(
            "layout-file-huge", ["json-limit"], #"{"imageLayoutVersion":"1.0.0"}"# + String(repeating: " ", count: 5000)
        ),
        Damage(
            "layout-file-missing", ["layout-marker"], spoil: { try $0.layout.root.appending("oci-layout").remove() }),
        Damage(
            "layout-file-is-fifo", ["layout-marker"],
            spoil: { try await shell("cd \($0.layout.root) && rm oci-layout && mkfifo oci-layout") }),
        Damage("index-file-missing", ["layout-marker"], spoil: { try $0.layout.root.appending("index.json").remove() }),
        Damage(
            "index-file-is-fifo", ["layout-marker"],
            spoil: { try await shell("cd \($0.layout.root) && rm index.json && mkfifo index.json") }),
        .index("index-dup-key", ["json-duplicate-key"], ("{\"manifests\"", "{\"schemaVersion\":2,\"manifests\"")),
        .index("index-case-key", ["json-key-case"], ("{\"manifests\"", "{\"Manifests\":[],\"manifests\"")),
        .index("index-schema-version-1", ["json-member"], ("\"schemaVersion\":2", "\"schemaVersion\":1")),
        .index(
            "index-mediatype-says-manifest", ["media-type-descriptor"], ("\(MediaType.index)", "\(MediaType.manifest)")),
        .index("index-is-a-manifest", ["json-member", "layout-marker"], ("\"manifests\"", "\"layers\"")),
        .index("index-no-manifests", ["json-member", "layout-marker"], ("\"manifests\"", "\"others\"")),
        .index("index-both-shapes", ["layout-marker"], ("{\"manifests\"", "{\"layers\":[],\"manifests\"")),
        .index("index-trailing-garbage", ["json-syntax"], ("\"schemaVersion\":2}", "\"schemaVersion\":2}x")),
        .index("index-desc-size-wrong", ["descriptor-size"], ("\"size\":", "\"size\":1")),
        .index("index-desc-size-negative", ["descriptor-size"], ("\"size\":", "\"size\":-")),
        .index("index-desc-digest-sha512", ["descriptor-digest"], ("sha256:", "sha512:")),
        .index("index-desc-annotations-number", ["json-member"], ("\"sample\"", "7")),
        .index("index-platform-mismatch", ["config-platform"], ("amd64", "riscv64")),
        .index("index-platform-without-os", ["json-member"], ("\"os\":\"linux\"", "\"so\":\"linux\"")),
        .index(
            "index-platform-os-features-text", ["json-member"],
            ("\"os\":\"linux\"", "\"os\":\"linux\",\"os.features\":\"x\"")),
        .index(
            "index-platform-os-version-number", ["json-member"],
            ("\"os\":\"linux\"", "\"os\":\"linux\",\"os.version\":10")),
        .index(
            "ref-name-injection-blank", ["index-name"],
            (
                "{\"manifests\":[",
                "{\"manifests\":[{\"mediaType\":\"\(MediaType.manifest)\",\"digest\":\"@\",\"size\":0,\"annotations\":{\"org.opencontainers.image.ref.name\":\"sam ple\"}},"
            )
        ).copyingEntry(),
        .index(
            "ref-name-injection-newline", ["index-name"],
            (
                "{\"manifests\":[",
                "{\"manifests\":[{\"mediaType\":\"\(MediaType.manifest)\",\"digest\":\"@\",\"size\":0,\"annotations\":{\"org.opencontainers.image.ref.name\":\"a\\nb\"}},"
            )
        ).copyingEntry(),
        .index(
            "ref-name-injection-escape", ["index-name"],
            (
                "{\"manifests\":[",
                "{\"manifests\":[{\"mediaType\":\"\(MediaType.manifest)\",\"digest\":\"@\",\"size\":0,\"annotations\":{\"org.opencontainers.image.ref.name\":\"../../a\"}},"
            )
        ).copyingEntry(),
        Damage(
            "index-same-tag-twice", ["index-duplicate-name"],
            spoil: { image in
                try image.layout.updateIndex { $0.manifests.append($0.manifests[0]) }
            }),
        nested("index-depth-6", ["index-limit"]) { image, layout in
            try (0..<6).reduce(image) { entry, _ in try index([entry], in: layout) }
        },
        nested("index-1e5-entries", ["index-limit"]) { image, layout in
            try index(
                (0..<10_001).map { number in
                    var entry = image
                    entry.annotations["n"] = "\(number)"
                    return entry
                }, in: layout)
        },
        nested("index-duplicate-platform", ["index-duplicate-platform"]) { image, layout in
            var other = try layout.manifest(image)
            other.annotations["other"] = "1"
            var second = try layout.write(other)
            second.platform = image.platform
            return try index([image, second], in: layout)
        },
        nested("index-child-missing", ["blob-missing"]) { image, layout in
            var gone = image
            gone.digest = Digest(of: [1, 2, 3])
            gone.platform = Platform(os: "linux", architecture: "s390x")
            return try index([image, gone], in: layout)
        },
        nested("index-child-size-wrong", ["descriptor-size"]) { image, layout in
            var child = image
            child.size += 1
            return try index([child], in: layout)
        },
        nested("index-child-platform-mismatch", ["config-platform"]) { image, layout in
            var child = image
            child.platform = Platform(os: "linux", architecture: "arm64")
            return try index([child], in: layout)
        },
        nested("index-child-malformed", ["json-member"]) { image, layout in
            guard case .object(var members) = try index([image], in: layout).json else { return image }
            members = ["schemaVersion": 2, "mediaType": .string("\(MediaType.index)"), "manifests": [image.json, [:]]]
            return try layout.write(JSON.object(members).canonical(), as: .index)
        },
        nested("index-subject-text", ["json-member"]) { image, layout in
            let document: JSON = [
                "schemaVersion": 2, "mediaType": .string("\(MediaType.index)"), "manifests": [image.json],
                "subject": "x",
            ]
            return try layout.write(document.canonical(), as: .index)
        },
        referrer("subject-wrong-size", ["referrer-subject"], subject: { $0.size += 1 }),
        referrer("subject-wrong-mediatype", ["referrer-subject"], subject: { $0.mediaType = .dockerManifest }),
        referrer(
            "referrer-blob-missing", ["blob-missing"],
            spoil: { blob, _, layout in try layout.path(of: blob.digest).remove() }),
        referrer(
            "referrer-blob-changed", ["blob-digest"],
            spoil: { blob, _, layout in
                try layout.path(of: blob.digest).write(Array("name: simple\n".utf8))
            }),
        referrer(
            "referrer-manifest-missing", ["blob-missing"],
            spoil: { _, referrer, layout in
                try layout.path(of: referrer.digest).remove()
            }),
    ]

    static let indexTwins: [Damage] = [
        marker("twin-layout-unknown-member", [], #"{"imageLayoutVersion":"1.0.0","other":1}"#),
        .index("twin-index-no-mediatype", [], ("\"mediaType\":\"\(MediaType.index)\",\"schema", "\"schema")),
        .index(
            "twin-index-annotations", [], ("{\"manifests\"", "{\"annotations\":{\"Manifests\":\"x\"},\"manifests\"")),
        .index("twin-index-no-platform", [], (",\"platform\":{\"architecture\":\"amd64\",\"os\":\"linux\"}", "")),
        .index(
            "twin-index-os-version", [],
            ("\"os\":\"linux\"", "\"os\":\"linux\",\"os.version\":\"10\",\"os.features\":[\"x\"]")),
        Damage("twin-orphan-blob", [], spoil: { _ = try $0.layout.write(Array("nobody's".utf8), as: .octets) }),
        Damage("twin-second-tag", [], spoil: { image in try image.layout.tag(image.descriptor, as: RefName("other")) }),
        nested("twin-index-of-one", []) { image, layout in try index([image], in: layout) },
        nested("twin-index-depth-4", []) { image, layout in
            try (0..<4).reduce(image) { entry, _ in try index([entry], in: layout) }
        },
        nested("twin-index-of-two-platforms", []) { image, layout in
            var config = try layout.config(of: layout.manifest(image))
            config.platform = Platform(os: "linux", architecture: "arm64")
            // Its program is for another processor.
            (config.execution.entrypoint, config.execution.command) = ([], [])
            var manifest = try layout.manifest(image)
            manifest.config = try layout.write(config)
            var second = try layout.write(manifest)
            second.platform = config.platform
            return try index([image, second], in: layout)
        },
        referrer("twin-referrer", []),
    ]
}

extension Damage {
    /// Has the entry that an edit of the index brings in point to the image's own manifest.
    func copyingEntry() -> Damage {
        Damage(
            name, codes,
            edit: { image in
                try edit(&image)
                let change = image.editIndex
                image.editIndex = { text in
                    guard let digest = text.firstMatch(of: /"digest":"(sha256:[0-9a-f]{64})"/)?.1,
                        let size = text.firstMatch(of: /"size":([0-9]+)/)?.1
                    else { return text }
                    return change(text).swapping("\"@\"", "\"\(digest)\"").swapping("\"size\":0", "\"size\":\(size)")
                }
            }, spoil: spoil)
    }
}

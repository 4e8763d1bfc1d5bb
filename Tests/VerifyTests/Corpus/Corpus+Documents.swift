import Archive
import OCI
@testable import Verify

extension Corpus {
    private static let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
    private static let abyss = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)

    static let documents: [Damage] = [
        .manifest(
            "manifest-both-layers-and-manifests", ["manifest-ambiguous"],
            ("{\"config\"", "{\"manifests\":[],\"config\"")),
        .manifest(
            "manifest-mediatype-says-index", ["media-type-descriptor"],
            (MediaType.manifest.description + "\",\"schema", MediaType.index.description + "\",\"schema")),
        .manifest(
            "manifest-mediatype-says-docker", ["media-type-descriptor"],
            (MediaType.manifest.description + "\",\"schema", MediaType.dockerManifest.description + "\",\"schema")),
        .manifest("manifest-mediatype-number", ["json-member"], ("\"\(MediaType.manifest)\",\"schema", "2,\"schema")),
        .manifest("manifest-mediatype-null", ["json-member"], ("\"\(MediaType.manifest)\",\"schema", "null,\"schema")),
        .manifest("manifest-dup-key", ["json-duplicate-key"], ("{\"config\"", "{\"schemaVersion\":2,\"config\"")),
        .manifest(
            "manifest-dup-key-escaped", ["json-duplicate-key"], ("{\"config\"", "{\"schema\\u0056ersion\":2,\"config\"")
        ),
        .manifest("manifest-dup-key-nested", ["json-duplicate-key"], ("{\"digest\"", "{\"size\":1,\"digest\"")),
        .manifest("manifest-dup-layers", ["json-duplicate-key"], ("{\"config\"", "{\"layers\":[],\"config\"")),
        .manifest("manifest-case-key", ["json-key-case"], ("{\"config\"", "{\"Layers\":[],\"config\"")),
        .manifest(
            "manifest-case-key-nested", ["json-key-case"], ("{\"digest\"", "{\"Digest\":\"sha256:0\",\"digest\"")),
        .manifest("manifest-case-key-kelvin", ["json-key-case"], ("\"size\":", "\"\u{17f}ize\":1,\"size\":")),
        .manifest(
            "manifest-is-array", ["json-member"], ("{\"config\"", "[{\"config\""),
            ("\"schemaVersion\":2}", "\"schemaVersion\":2}]")),
        .manifest("manifest-schema-version-1", ["json-member"], ("\"schemaVersion\":2", "\"schemaVersion\":1")),
        .manifest("manifest-schema-version-3", ["json-member"], ("\"schemaVersion\":2", "\"schemaVersion\":3")),
        .manifest("manifest-schema-version-text", ["json-member"], ("\"schemaVersion\":2", "\"schemaVersion\":\"2\"")),
        .manifest("manifest-schema-version-float", ["json-member"], ("\"schemaVersion\":2", "\"schemaVersion\":2.0")),
        .manifest("manifest-schema-version-missing", ["json-member"], (",\"schemaVersion\":2", "")),
        .manifest("manifest-no-config", ["json-member"], ("{\"config\"", "{\"konfig\"")),
        .manifest("manifest-config-null", ["json-duplicate-key"], ("{\"config\"", "{\"config\":null,\"config\"")),
        .manifest(
            "manifest-layers-object", ["diffid-count", "history-count", "json-member"],
            ("\"layers\":[", "\"layers\":{\"a\":["), ("}],\"mediaType\"", "}]},\"mediaType\"")),
        .manifest("manifest-bom", ["json-syntax"], ("{\"config\"", "\u{feff}{\"config\"")),
        .manifest("manifest-trailing-garbage", ["json-syntax"], ("\"schemaVersion\":2}", "\"schemaVersion\":2}}")),
        .manifest("manifest-two-documents", ["json-syntax"], ("\"schemaVersion\":2}", "\"schemaVersion\":2}\n{}")),
        .manifest("manifest-trailing-nul", ["json-syntax"], ("\"schemaVersion\":2}", "\"schemaVersion\":2}\u{0}")),
        .manifest("manifest-comment", ["json-syntax"], ("{\"config\"", "{/* */\"config\"")),
        .manifest("manifest-trailing-comma", ["json-syntax"], ("\"schemaVersion\":2}", "\"schemaVersion\":2,}")),
        .manifest("manifest-single-quotes", ["json-syntax"], ("\"schemaVersion\":2", "'schemaVersion':2")),
        .manifest("manifest-nan", ["json-syntax"], ("\"schemaVersion\":2", "\"schemaVersion\":NaN")),
        Damage(
            "manifest-5MiB", ["json-limit"], edit: { $0.editManifest = { $0 + String(repeating: " ", count: 5 << 20) } }
        ),
        .manifest("json-deep-nesting", ["json-limit"], ("{\"config\"", "{\"deep\":\(deep),\"config\"")),
        .config("json-deep-nesting-config", ["json-limit"], ("\"os\":", "\"deep\":\(deep),\"os\":")),
        .config("json-abyss", ["json-limit"], ("\"os\":", "\"deep\":\(abyss),\"os\":")),
        .config("json-huge-number", ["json-syntax"], ("\"os\":", "\"n\":1e999,\"os\":")),
        .config(
            "json-huge-integer", ["json-syntax"], ("\"os\":", "\"n\":\(String(repeating: "9", count: 400)),\"os\":")),
        .config("json-nul-in-string", ["json-syntax"], ("linux", "lin\\u0000ux")),
        .config("json-nul-in-key", ["json-syntax"], ("\"os\":", "\"o\\u0000s\":1,\"os\":")),
        .config("json-control-in-string", ["json-syntax"], ("linux", "lin\tux")),
        .config("json-lone-surrogate", ["json-syntax"], ("linux", "\\ud800linux")),
        .config("json-bad-escape", ["json-syntax"], ("linux", "lin\\xux")),
        .config("json-two-unicode-spellings", ["json-member"], ("\"os\":", "\"\u{e9}\":1,\"e\u{301}\":2,\"os\":")),
        Damage(
            "json-invalid-utf8", ["json-syntax"],
            spoil: {
                try $0.rewriteConfig {
                    $0.replace("linux", "lin\u{7f}x"); $0 = $0.map { $0 == 0x7f ? 0xff : $0 }
                }
            }),
        Damage(
            "json-overlong-utf8", ["json-syntax"],
            spoil: {
                try $0.rewriteConfig {
                    $0.replace("linux", "li\u{7f}\u{7f}x"); var hits = 0;
                    $0 = $0.map { if $0 == 0x7f { hits += 1; return hits == 1 ? 0xc0 : 0xaf } else { return $0 } }
                }
            }),
        .config("config-dup-key", ["json-duplicate-key"], ("\"os\":", "\"os\":\"plan9\",\"os\":")),
        .config("config-dup-diff-ids", ["json-duplicate-key"], ("\"diff_ids\":", "\"diff_ids\":[],\"diff_ids\":")),
        .config("config-case-key", ["json-key-case"], ("\"os\":", "\"OS\":\"plan9\",\"os\":")),
        .config("config-case-key-rootfs", ["json-key-case"], ("\"diff_ids\":", "\"Diff_IDs\":[],\"diff_ids\":")),
        .config("config-case-key-execution", ["json-key-case"], ("\"Cmd\":", "\"cmd\":[\"evil\"],\"Cmd\":")),
        Damage("config-trailing-garbage", ["json-syntax"], edit: { $0.editConfig = { $0 + "]" } }),
        .config(
            "config-empty-object", ["config-platform", "json-member"],
            ("{\"architecture\"", "{\"x\":{\"architecture\""), ("\"type\":\"layers\"}", "\"type\":\"layers\"}}")),
        .config("config-platform-mismatch", ["config-entrypoint", "config-platform"], ("amd64", "arm64")),
        .config("config-os-mismatch", ["config-platform"], ("\"linux\"", "\"windows\"")),
        .config("config-architecture-missing", ["config-platform"], ("\"architecture\"", "\"arch\"")),
        .config("config-architecture-empty", ["config-platform"], ("\"amd64\"", "\"\"")),
        .config("config-os-number", ["config-platform"], ("\"linux\"", "7")),
        .manifest(
            "helm-as-image", ["media-type-unknown"],
            (MediaType.config.description, "application/vnd.cncf.helm.config.v1+json")),
        .manifest(
            "artifact-as-image", ["media-type-unknown"],
            (MediaType.layerZstd.description, "application/vnd.cncf.helm.chart.content.v1.tar+gzip")),
        Damage(
            "schema1-manifest", ["json-member", "media-type-descriptor"],
            edit: { image in
                image.editManifest = { _ in
                    #"{"schemaVersion":1,"name":"a","tag":"b","architecture":"amd64","fsLayers":[],"history":[],"mediaType":"application/vnd.docker.distribution.manifest.v1+json"}"#
                }
            }),
        .index(
            "manifest-descriptor-says-index", ["media-type-content", "media-type-descriptor"],
            ("\"digest\"", "\"dig\":1,\"digest\""),
            ("\"mediaType\":\"\(MediaType.manifest)\"", "\"mediaType\":\"\(MediaType.index)\"")),
        .index(
            "manifest-descriptor-octets", ["media-type-descriptor", "media-type-unknown"],
            ("\"mediaType\":\"\(MediaType.manifest)\"", "\"mediaType\":\"application/octet-stream\"")),
        .config(
            "history-count-short", ["history-count"],
            ("{\"created\":\"2024-02-29T12:00:00Z\",\"created_by\":\"test\"},", "")),
        .config("history-count-long", ["history-count"], ("\"history\":[", "\"history\":[{\"created_by\":\"x\"},")),
        .config(
            "history-empty-layer-lie", ["history-count"],
            ("\"created_by\":\"test\"}", "\"created_by\":\"test\",\"empty_layer\":true}")),
        .config(
            "history-empty-layer-text", ["json-member"],
            ("\"created_by\":\"test\"}", "\"created_by\":\"test\",\"empty_layer\":\"no\"}")),
        .config(
            "history-not-a-list", ["json-member"], ("\"history\":[", "\"history\":{\"a\":["),
            ("\"test\"}],\"os\"", "\"test\"}]},\"os\"")),
    ]

    static let documentTwins: [Damage] = [
        Damage("twin-nothing", []),
        .manifest("twin-manifest-no-mediatype", [], ("\"mediaType\":\"\(MediaType.manifest)\",\"schema", "\"schema")),
        .manifest("twin-manifest-unknown-member", [], ("{\"config\"", "{\"anything\":{\"Layers\":1},\"config\"")),
        .manifest(
            "twin-manifest-annotations-differ-by-case", [],
            ("{\"config\"", "{\"annotations\":{\"a\":\"1\",\"A\":\"2\"},\"config\"")),
        .manifest(
            "twin-manifest-whitespace", [], ("{\"config\"", " {\n\t\"config\""),
            ("\"schemaVersion\":2}", "\"schemaVersion\":2}\n")),
        Damage("twin-manifest-3MiB", [], edit: { $0.editManifest = { $0 + String(repeating: " ", count: 3 << 20) } }),
        .manifest(
            "twin-json-nesting-30", [],
            ("{\"config\"", "{\"deep\":\(String(deep.dropFirst(11).dropLast(11))),\"config\"")),
        .config("twin-json-escapes", [], ("linux", "l\\u0069nux")),
        .config("twin-json-surrogate-pair", [], ("\"os\":", "\"note\":\"\\ud83d\\ude00\",\"os\":")),
        .config("twin-json-large-integer", [], ("\"os\":", "\"n\":9223372036854775807,\"os\":")),
        .config("twin-config-labels-differ-by-case", [], ("\"Labels\":{", "\"Labels\":{\"NAME\":\"x\",")),
        .config("twin-config-variant", [], ("{\"architecture\"", "{\"variant\":\"v1\",\"architecture\"")),
        .config(
            "twin-history-of-an-empty-layer", [],
            ("\"history\":[", "\"history\":[{\"created_by\":\"x\",\"empty_layer\":true},")),
        .config("twin-no-history", [], ("\"history\":[", "\"history\":[],\"steps\":[")),
        Damage("twin-same-layer-twice", [], edit: { $0.layers.append($0.layers[0]) }),
        Damage(
            "twin-data-field", [],
            edit: { image in
                image.layers[2].tar = RawTar.end
                let zeros = String(repeating: "A", count: 1364) + "AA=="
                let digest = Digest(of: RawTar.end)
                image.editManifest = {
                    $0.swapping("\"digest\":\"\(digest)\"", "\"data\":\"\(zeros)\",\"digest\":\"\(digest)\"")
                }
            }),
        .manifest("twin-urls-empty", [], ("{\"annotations\"", "{\"urls\":[],\"annotations\"")),
        Damage(
            "twin-docker-types", [],
            edit: { image in
                image.layers[0].mediaType = .dockerLayerGzip
                image.layers[2].mediaType = .dockerLayer
                image.editManifest = {
                    $0.swapping(MediaType.config.description, MediaType.dockerConfig.description)
                }
            }),
        .manifest(
            "twin-nondistributable", [],
            (MediaType.layerGzip.description, "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip")),
    ]
}

extension SampleImage.Written {
    /// Changes the configuration, and everything above it that names it.
    mutating func rewriteConfig(_ change: (inout [UInt8]) -> Void) throws {
        var bytes = try path(config).bytes()
        change(&bytes)
        let changed = try layout.write(bytes, as: .config)
        var document = try layout.manifest(descriptor)
        document.config = changed
        var rewritten = try layout.write(document)
        rewritten.platform = descriptor.platform
        try layout.tag(rewritten, as: RefName("sample"))
        (config, descriptor) = (changed, rewritten)
    }
}

import Archive
import OCI
@testable import Verify

extension Damage {
    static let documents: [Damage] = [
        Damage(
            "duplicate key in the manifest", ["json-duplicate-key"],
            edit: { image in
                image.editManifest = { $0.swapping("{\"config\"", "{\"schemaVersion\":2,\"config\"") }
            }),
        Damage(
            "duplicate key in the config", ["json-duplicate-key"],
            edit: { image in
                image.editConfig = { $0.swapping("\"os\":", "\"os\":\"plan9\",\"os\":") }
            }),
        Damage(
            "duplicate key in the config and a missing layer", ["blob-missing", "json-duplicate-key"],
            edit: { image in
                image.editConfig = { $0.swapping("\"os\":", "\"os\":\"plan9\",\"os\":") }
            }, spoil: { try $0.path($0.layers[1]).remove() }),
        Damage(
            "look-alike key in the manifest", ["json-key-case"],
            edit: { image in
                image.editManifest = { $0.swapping("{\"config\"", "{\"Layers\":[],\"config\"") }
            }),
        Damage(
            "look-alike key in a descriptor", ["json-key-case"],
            edit: { image in
                image.editManifest = { $0.swapping("{\"digest\"", "{\"DIGEST\":\"sha256:0\",\"digest\"") }
            }),
        Damage(
            "look-alike key by the long s", ["json-key-case"],
            edit: { image in
                image.editConfig = { $0.swapping("\"os\":", "\"o\u{17f}\":\"plan9\",\"os\":") }
            }),
        Damage(
            "look-alike key in the config's rootfs", ["json-key-case"],
            edit: { image in
                image.editConfig = { $0.swapping("\"diff_ids\":", "\"Diff_IDs\":[],\"diff_ids\":") }
            }),
        Damage("manifest that is no JSON", ["json-syntax"], edit: { $0.editManifest = { $0 + "}" } }),
        Damage("config that is no JSON", ["json-syntax"], edit: { $0.editConfig = { String($0.dropLast()) } }),
        Damage(
            "NUL in a text", ["json-syntax"],
            edit: { image in
                image.editConfig = { $0.swapping("linux", "lin\\u0000ux") }
            }),
        Damage(
            "deep nesting", ["json-limit"],
            edit: { image in
                let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
                image.editConfig = { $0.swapping("\"os\":", "\"deep\":\(deep),\"os\":") }
            }),
        Damage(
            "manifest above 4 MiB", ["json-limit"],
            edit: { image in
                image.editManifest = { $0 + String(repeating: " ", count: 4 << 20) }
            }),
        Damage(
            "schema version 1", ["json-member"],
            edit: { image in
                image.editManifest = { $0.swapping("\"schemaVersion\":2", "\"schemaVersion\":1") }
            }),
        Damage("manifest that is an array", ["json-member"], edit: { $0.editManifest = { "[" + $0 + "]" } }),
        Damage(
            "manifest without layers", ["json-member"],
            edit: { image in
                image.editManifest = { $0.swapping("\"layers\"", "\"other\"") }
                image.editConfig = { _ in
                    #"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#
                }
            }),
        Damage(
            "manifest and index at once", ["manifest-ambiguous"],
            edit: { image in
                image.editManifest = { $0.swapping("{\"config\"", "{\"manifests\":[],\"config\"") }
            }),
        Damage(
            "manifest that says it is an index", ["media-type-descriptor"],
            edit: { image in
                image.editManifest = {
                    $0.swapping(
                        MediaType.manifest.description + "\",\"schema", MediaType.index.description + "\",\"schema")
                }
            }),
        Damage(
            "manifest by an index's descriptor", ["media-type-content", "media-type-descriptor"],
            spoil: {
                $0.descriptor.mediaType = .index
            }),
        Damage(
            "wrong size for a layer", ["descriptor-size"],
            edit: { image in
                image.editManifest = { $0.swapping("\"size\":", "\"size\":1") }
            }),
        Damage(
            "negative size for a layer, and one that is a text", ["descriptor-size", "descriptor-size"],
            edit: { image in
                image.editManifest = { $0.replacingLayerSizes("-1", "\"7\"") }
            }),
        Damage(
            "digest that leads out", ["descriptor-digest"],
            edit: { image in
                image.editManifest = { $0.replacingFirstLayerDigest("sha256:../../../../etc/passwd") }
            }),
        Damage(
            "digest in upper case", ["descriptor-digest"],
            edit: { image in
                image.editManifest = { $0.replacingFirstLayerDigest("sha256:" + String(repeating: "AB", count: 32)) }
            }),
        Damage(
            "embedded data that are another blob", ["descriptor-data"],
            edit: { image in
                image.editManifest = { $0.swapping("{\"digest\"", "{\"data\":\"e30=\",\"digest\"") }
            }),
        Damage("plain layer said to be gzip", ["media-type-content"], edit: { $0.layers[2].mediaType = .layerGzip }),
        Damage("gzip layer said to be plain", ["media-type-content"], edit: { $0.layers[0].mediaType = .layer }),
        Damage("gzip layer said to be zstd", ["media-type-content"], edit: { $0.layers[0].mediaType = .layerZstd }),
        Damage("layer of unknown type", ["media-type-unknown"], edit: { $0.layers[0].mediaType = .octets }),
        Damage(
            "config of unknown type", ["media-type-unknown"],
            edit: { image in
                image.editManifest = { $0.swapping(MediaType.config.description, "application/json") }
            }),
        Damage(
            "layer that is no archive", ["media-type-content"],
            edit: { image in
                image.layers[2].tar = Array("not an archive".utf8)
            }),
        Damage(
            "wrong diffID", ["layer-diffid"],
            edit: { image in
                let wrong = Digest(of: [1])
                let right = Digest(of: image.layers[1].tar)
                image.editConfig = { $0.swapping(right.hex, wrong.hex) }
            }),
        Damage(
            "swapped layers", ["layer-diffid", "layer-diffid"],
            edit: { image in
                let (first, second) = (Digest(of: image.layers[0].tar).hex, Digest(of: image.layers[1].tar).hex)
                image.editConfig = { $0.swapping(first, "#").swapping(second, first).swapping("#", second) }
            }),
        Damage(
            "diffID missing", ["diffid-count"],
            edit: { image in
                let last = Digest(of: image.layers[2].tar)
                image.editConfig = { $0.swapping(",\"\(last)\"", "") }
            }),
        Damage(
            "diffID too many", ["diffid-count"],
            edit: { image in
                let last = Digest(of: image.layers[2].tar)
                image.editConfig = { $0.swapping("\"\(last)\"", "\"\(last)\",\"\(last)\"") }
            }),
        Damage(
            "history too short", ["history-count"],
            edit: { image in
                image.editConfig = { $0.swapping("{\"created_by\":\"test\"},", "") }
            }),
        Damage(
            "history of an empty layer too many", ["history-count"],
            edit: { image in
                image.editConfig = { $0.swapping("{\"created_by\":\"test\"}", "{\"empty_layer\":true}") }
            }),
        Damage(
            "rootfs of another type", ["config-rootfs"],
            edit: { image in
                image.editConfig = { $0.swapping("\"type\":\"layers\"", "\"type\":\"sectors\"") }
            }),
        Damage(
            "config without a platform", ["config-platform"],
            edit: { image in
                image.editConfig = { $0.swapping("\"architecture\"", "\"architektur\"") }
            }),
        Damage(
            "config for another platform", ["config-platform"],
            edit: { image in
                image.editConfig = { $0.swapping("amd64", "arm64") }
            }),
        Damage(
            "config whose Env is no list", ["json-member"],
            edit: { image in
                image.editConfig = { $0.swapping("\"config\":{", "\"config\":{\"Env\":\"A=1\"") }
            }),
        Damage(
            "many damages at once", ["config-platform", "history-count", "json-key-case", "layer-diffid"],
            edit: { image in
                let wrong = Digest(of: [1])
                let right = Digest(of: image.layers[1].tar)
                image.editConfig = {
                    $0.swapping(right.hex, wrong.hex).swapping("amd64", "arm64")
                        .swapping("{\"created_by\":\"test\"},", "").swapping("{\"arch", "{\"OS\":\"x\",\"arch")
                }
            }),
    ]

    /// What must not be taken for damage.
    static let twins: [Damage] = [
        Damage("nothing", []),
        Damage("the same layer twice", [], edit: { $0.layers.append($0.layers[0]) }),
        Damage(
            "labels that differ by case only", [],
            edit: { image in
                image.editConfig = { $0.swapping("\"config\":{", "\"config\":{\"Labels\":{\"a\":\"1\",\"A\":\"2\"}") }
            }),
        Damage(
            "members that nobody defined", [],
            edit: { image in
                image.editConfig = { $0.swapping("{\"arch", "{\"moby.buildkit\":{\"os\":1},\"arch") }
            }),
        Damage(
            "no history", [],
            edit: { image in
                image.editConfig = { $0.swapping("\"history\":[", "\"history\":[],\"others\":[") }
            }),
        Damage(
            "history of an empty layer", [],
            edit: { image in
                image.editConfig = { $0.swapping("\"history\":[", "\"history\":[{\"empty_layer\":true},") }
            }),
        Damage(
            "embedded data that are the blob", [],
            edit: { image in
                // An empty layer stands for what is small enough to embed.
                image.layers[2].tar = RawTar.end
                let zeros = String(repeating: "A", count: 1364) + "AA=="
                image.editManifest = { text in
                    let digest = Digest(of: RawTar.end)
                    return text.swapping("\"digest\":\"\(digest)\"", "\"data\":\"\(zeros)\",\"digest\":\"\(digest)\"")
                }
            }),
        Damage(
            "a variant that only the config names", [],
            edit: { image in
                image.editConfig = { $0.swapping("{\"arch", "{\"variant\":\"v1\",\"arch") }
            }),
        Damage(
            "a manifest that does not name its type", [],
            edit: { image in
                image.editManifest = { $0.swapping("\"mediaType\":\"\(MediaType.manifest)\",\"schema", "\"schema") }
            }),
    ]
}

extension String {
    /// Gives the first two layers other sizes; the configuration's stands before them.
    func replacingLayerSizes(_ first: String, _ second: String) -> String {
        var parts = split(separator: "\"size\":", omittingEmptySubsequences: false).map(String.init)
        for (index, value) in [(2, first), (3, second)] { parts[index] = value + parts[index].drop { $0.isNumber } }
        return parts.joined(separator: "\"size\":")
    }

    func replacingFirstLayerDigest(_ digest: String) -> String {
        guard let layers = firstRange(of: "\"layers\""),
            let start = self[layers.upperBound...].firstRange(of: "sha256:"),
            let end = self[start.upperBound...].firstIndex(of: "\"")
        else { return "no layer here" }
        return String(self[..<start.lowerBound]) + digest + String(self[end...])
    }
}

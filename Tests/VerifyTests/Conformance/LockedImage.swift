import Archive
import OCI
import SystemPackage
@testable import Verify

/// A small image with a layer of each kind, its recipe and its lock.
struct LockedImage {
    /// An entry of a layer.
    struct Entry {
        var path: String
        var type: Character = "0"
        var content = ""
        var link = ""
        var mode = "0000644"
        var owner = 0
        var time = 0
        /// The value of `security.capability`.
        var capability = ""

        static func file(_ path: String, _ content: String = "", mode: String = "0000644") -> Entry {
            Entry(path: path, content: content, mode: mode)
        }

        static func directory(_ path: String) -> Entry { Entry(path: path, type: "5", mode: "0000755") }

        static func link(_ path: String, _ target: String) -> Entry {
            Entry(path: path, type: "2", link: target, mode: "0000777")
        }

        var bytes: [UInt8] {
            var block = RawTar.header(
                path, type: type, link: link, mode: mode, count: content.utf8.count, uid: RawTar.octal(owner, 7))
            block.replaceSubrange(116..<123, with: RawTar.octal(owner, 7).utf8)
            block.replaceSubrange(136..<147, with: RawTar.octal(time, 11).utf8)
            let record = RawTar.record("SCHILY.xattr.security.capability", capability)
            return (capability.isEmpty ? [] : RawTar.extended("x", record)) + RawTar.sealed(block)
                + RawTar.padded(Array(content.utf8))
        }
    }

    struct Layer {
        let name: String
        var kind: String
        var entries: [Entry]
        /// The entry's content in the lock.
        var content: JSON
        var annotations: [String: String] = [:]

        /// Changes an entry, which must be there.
        mutating func edit(_ path: String, _ change: (inout Entry) -> Void) {
            guard let index = entries.firstIndex(where: { $0.path == path }) else {
                preconditionFailure("there is no entry \(path)")
            }
            change(&entries[index])
        }

        mutating func remove(_ path: String) { entries.removeAll { $0.path == path } }
    }

    static let recipe = Array("imagesmith: 1\n".utf8)

    var layers = [
        LockedImage.base, LockedImage.wheels, LockedImage.model, LockedImage.runtime, LockedImage.files,
        LockedImage.libraries,
    ]
    /// The layers of a base below them, and whether its manifest is in the layout.
    var below: [[Entry]] = []
    var hasBase = true
    /// What lies there instead of the base's first layer.
    var stranger: [Entry]?
    var epoch: Int64 = 1000
    var recipe = LockedImage.recipe
    /// Changes the lock after the layers got their annotations.
    var editLock: (inout [String: JSON]) -> Void = { _ in }
    var editManifest: (inout Manifest) -> Void = { _ in }
    var hasLock = true
    var hasRecipe = true

    /// The place of a layer.
    static let places = ["base": 0, "wheels": 1, "model": 2, "runtime": 3, "files": 4, "libraries": 5]

    subscript(name: String) -> Layer {
        get { layers[LockedImage.places[name] ?? 0] }
        set { layers[LockedImage.places[name] ?? 0] = newValue }
    }

    /// What the composer would say of a layer.
    static func annotations(_ name: String, _ kind: String) -> [String: String] {
        [
            Annotation.layerName: name, Annotation.layerKind: kind,
            Annotation.layerInputs: Digest(of: Array(name.utf8)).description,
        ]
    }

    func write(to root: FilePath) throws -> (layout: ImageLayout, image: Descriptor) {
        let layout = try ImageLayout(creatingAt: root)
        var (descriptors, diffIDs): ([Descriptor], [DiffID]) = ([], [])
        let base = below.isEmpty ? nil : try writeBase(in: layout)
        for (place, entries) in below.enumerated() {
            let tar = (place == 0 ? stranger ?? entries : entries).flatMap(\.bytes) + RawTar.end
            descriptors.append(try layout.write(tar, as: .layer))
            diffIDs.append(DiffID(Digest(of: tar)))
        }
        for layer in layers {
            let tar = layer.entries.flatMap(\.bytes) + RawTar.end
            var descriptor = try layout.write(tar, as: .layer)
            descriptor.annotations = LockedImage.annotations(layer.name, layer.kind)
                .merging(layer.annotations) { $1 }
            descriptors.append(descriptor)
            diffIDs.append(DiffID(Digest(of: tar)))
        }
        let lock = try layout.write(lockJSON(upon: base).canonical(), as: .lock)
        let recipeBlob = try layout.write(recipe, as: .recipe)
        let config = ImageConfig(
            created: nil, platform: Platform(os: "linux", architecture: "amd64"), execution: ExecutionConfig(),
            diffIDs: diffIDs, history: descriptors.map { _ in HistoryEntry(created: nil, createdBy: "test") })
        var manifest = Manifest(
            config: try layout.write(config), layers: descriptors,
            annotations: [
                Annotation.lock: lock.digest.description,
                Annotation.recipe: Digest(of: LockedImage.recipe).description,
            ])
        editManifest(&manifest)
        let image = try layout.write(manifest)
        var listed = [image]
        if hasLock { listed.append(try layout.writeReferrer(of: image, type: .lock, blobs: [lock])) }
        if hasRecipe { listed.append(try layout.writeReferrer(of: image, type: .recipe, blobs: [recipeBlob])) }
        try layout.list(listed)
        return (layout, image)
    }

    private func writeBase(in layout: ImageLayout) throws -> Descriptor {
        let tars = below.map { $0.flatMap(\.bytes) + RawTar.end }
        let config = ImageConfig(
            created: nil, platform: Platform(os: "linux", architecture: "amd64"), execution: ExecutionConfig(),
            diffIDs: tars.map { DiffID(Digest(of: $0)) }, history: [])
        let layers = try tars.map { try layout.write($0, as: .layer) }
        let bytes = Manifest(config: try layout.write(config), layers: layers).json.canonical()
        if hasBase { return try layout.write(bytes, as: .manifest) }
        return Descriptor(mediaType: .manifest, digest: Digest(of: bytes), size: Int64(bytes.count))
    }

    private func lockJSON(upon base: Descriptor?) -> JSON {
        var members: [String: JSON] = [
            "imagesmith": 1, "recipe": .string(Digest(of: LockedImage.recipe).description), "epoch": .integer(epoch),
            "platform": "linux/amd64",
            "layers": .array(
                LockedImage().layers.map { layer in
                    ["name": .string(layer.name), "kind": .string(layer.kind), "content": layer.content]
                }),
        ]
        if let base { members["base"] = ["manifest": base.json, "reference": "base"] }
        editLock(&members)
        return .object(members)
    }

    static func check(_ layout: ImageLayout) -> ConformanceCheck {
        ConformanceCheck(layout: layout, jobs: 2) { (lock, _) throws(JSONError) in
            var claims: [LayerClaim] = []
            for field in try JSONField(lock).object().required("layers").elements() {
                let layer = try field.object()
                let name = try layer.required("name").string()
                claims.append(
                    LayerClaim(name: name, annotations: annotations(name, try layer.required("kind").string())))
            }
            return claims
        }
    }
}

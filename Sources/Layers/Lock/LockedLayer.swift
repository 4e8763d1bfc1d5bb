public import Archive
public import OCI
import SystemPackage

/// One layer's entry in a lock: the layer is a pure function of it.
public struct LockedLayer: Hashable, Sendable {
    /// The layer's name.
    public let name: String
    /// The digest of what the recipe said of the layer when it was locked.
    public let request: Digest
    /// The compression, decided.
    public let compression: Compression
    /// What packs the layer, with its version, as `zstd 1.5.4`; nil where nothing compresses. Other versions make other
    /// bytes. `splice 1` before it says that deflate streams of 64 KiB and more are kept as they stand in the wheels.
    public let compressor: String?
    /// The inputs and what is done with them.
    public let content: Content

    /// The kinds of content.
    public enum Content: Hashable, Sendable {
        case debian(DebianLock)
        case wheels(WheelsLock)
        case model(ModelLock)
        case files(FilesLock)
        case runtime(RuntimeLock)
        case libraries(LibrariesLock)
    }

    /// An entry from its parts; the compressor is the one that is linked here.
    public init(name: String, request: Digest, compression: Compression, content: Content) {
        self.name = name
        self.request = request
        self.compression = compression
        compressor = LockedLayer.compressor(of: compression, packing: content)
        self.content = content
    }

    /// What packs such a content here.
    static func compressor(of compression: Compression, packing content: Content) -> String? {
        guard case .wheels = content, compression.canSplice else { return compression.compressor }
        return compression.compressor.map { "splice 1 + \($0)" }
    }

    /// Reads an entry.
    public init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["name", "kind", "request", "compression", "content"])
        let nameField = try object.required("name")
        name = try nameField.string()
        guard LayerRecipe.isName(name) else { throw nameField.invalid("'\(name)' is not a layer's name") }
        request = try object.required("request").digest()
        (compression, compressor) = try LockedLayer.compression(object.required("compression"))
        let kind = try object.required("kind")
        let content = try object.required("content")
        switch LayerKind(rawValue: try kind.string()) {
        case .debian: self.content = .debian(try DebianLock(content))
        case .wheels: self.content = .wheels(try WheelsLock(content))
        case .model: self.content = .model(try ModelLock(content))
        case .files: self.content = .files(try FilesLock(content))
        case .runtime: self.content = .runtime(try RuntimeLock(content))
        case .libraries: self.content = .libraries(try LibrariesLock(content))
        case .directory, nil: throw kind.invalid("it is not a kind of layer that a lock can hold")
        }
    }

    /// The entry as JSON.
    public var json: JSON {
        [
            "name": .string(name), "kind": .string(kind.rawValue), "request": .string(request.description),
            "compression": compressionJSON, "content": contentJSON,
        ]
    }

    /// The kind of layer.
    public var kind: LayerKind {
        switch content {
        case .debian: .debian
        case .wheels: .wheels
        case .model: .model
        case .files: .files
        case .runtime: .runtime
        case .libraries: .libraries
        }
    }

    /// How the layer is compressed, in full, as `zstd 1.5.4 level 3`.
    public var compressionText: String {
        compressor.map { "\($0) level \(compression.level)" } ?? "none"
    }

    /// The digest of all that the layer's bytes depend on: its inputs, the epoch, the compressor and the composer's own
    /// format. Its name is not among them.
    public func inputsDigest(epoch: Int64) -> Digest {
        let inputs: JSON = [
            "format": .integer(format), "kind": .string(kind.rawValue), "compression": compressionJSON,
            "content": inputsJSON, "epoch": .integer(epoch),
        ]
        return Digest(of: inputs.canonical())
    }

    /// Whether the layer was resolved on top of those below it, as layers of Debian packages and of wheels are.
    func stands(on below: [LockedLayer]) -> Bool {
        switch content {
        case .debian(let lock): lock.below == below.debian.map(\.digest)
        case .wheels(let lock): Set(below.wheels(sharing: lock).map(WheelBelow.init)).isSuperset(of: lock.below)
        default: true
        }
    }

    /// Grows when the composer makes other bytes of the same inputs: since equal files of wheels are linked, and modes count
    /// for regular files alone; since the files of each Debian package are a frame by themselves.
    private var format: Int64 {
        switch kind {
        case .wheels: 3
        case .debian: 2
        default: 1
        }
    }

    private var contentJSON: JSON {
        switch content {
        case .debian(let lock): lock.json
        case .wheels(let lock): lock.json
        case .model(let lock): lock.json
        case .files(let lock): lock.json
        case .runtime(let lock): lock.json
        case .libraries(let lock): lock.json
        }
    }

    /// The content without what the image only says of it.
    private var inputsJSON: JSON {
        switch content {
        case .model(let lock): lock.inputsJSON
        case .wheels(let lock): lock.inputsJSON
        default: contentJSON
        }
    }

    private var compressionJSON: JSON {
        .members([
            "codec": .string(compression.codec.description), "level": .integer(Int64(compression.level)),
            "compressor": compressor.map { .string($0) },
        ])
    }

    private static func compression(_ field: JSONField) throws(JSONError) -> (Compression, String?) {
        let object = try field.object()
        try object.refuseOthers(than: ["codec", "level", "compressor"])
        let codecField = try object.required("codec")
        let text = try codecField.string()
        guard let codec = [Codec.none, .gzip, .zstd].first(where: { $0.description == text }) else {
            throw codecField.invalid("'\(text)' is not a codec")
        }
        let levelField = try object.required("level")
        let level = try levelField.integer()
        guard let compression = try? Compression(codec, level: Int(clamping: level)) else {
            throw levelField.invalid("\(level) is not a level of \(codec)")
        }
        return (compression, try object.optional("compressor")?.string())
    }
}

extension [LockedLayer] {
    /// The wheels among them that one Python finds together with those of `lock`; of one project the uppermost.
    func wheels(sharing lock: WheelsLock) -> [LockedWheel] { wheels(python: lock.python, scheme: lock.scheme) }

    /// The same for a Python and its places.
    func wheels(python: PythonTarget, scheme: InstallScheme) -> [LockedWheel] {
        var wheels: [ProjectName: LockedWheel] = [:]
        for layer in self {
            guard case .wheels(let lock) = layer.content, lock.python == python, lock.scheme == scheme else { continue }
            for wheel in lock.wheels { wheels[wheel.project] = wheel }
        }
        return wheels.values.sorted { $0.project < $1.project }
    }

    /// The projects that such layers declare only: they count as installed for the layers above.
    func standIns(python: PythonTarget, scheme: InstallScheme) -> [ProjectName] {
        flatMap { layer -> [ProjectName] in
            guard case .wheels(let lock) = layer.content, lock.python == python, lock.scheme == scheme else {
                return []
            }
            return lock.standIns.map(\.project)
        }
    }

    /// The locks of the Debian layers among them.
    var debian: [DebianLock] {
        compactMap { if case .debian(let lock) = $0.content { lock } else { nil } }
    }
}

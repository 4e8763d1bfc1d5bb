public import Archive
public import OCI
import SystemPackage

/// The locked files of a model's layer.
public struct ModelLock: Hashable, Sendable {
    /// The directory of the image that the files go to.
    public let path: TarPath
    /// The wheels that files are taken from, by file name.
    public let wheels: [LockedWheel]
    /// The files, sorted by their names' bytes.
    public let files: [File]
    /// What the image says of the layer; no byte of the layer depends on it.
    public let annotations: [String: String]

    /// One file.
    public struct File: Hashable, Sendable {
        /// The name below the model's directory.
        public let name: TarPath
        /// The size, in bytes.
        public let size: Int64
        /// The digest of the bytes.
        public let digest: Digest
        /// Where the bytes come from.
        public let origin: Origin
    }

    /// Where a file's bytes come from.
    public enum Origin: Hashable, Sendable {
        /// A member of one of the wheels, which is named by its file name.
        case wheel(file: String, member: String)
        /// A file beside the recipe.
        case local(String)
        /// An address.
        case url(String)
        /// A layer of an artifact, or a file in a layer that is an archive.
        case artifact(PinnedImage, archive: ArtifactArchive?, member: TarPath?)
        /// A file of a model hub.
        case hub(HubFile)
    }

    init(path: TarPath, wheels: [LockedWheel], files: [File], annotations: [String: String] = [:]) {
        self.path = path
        self.wheels = wheels.sorted { $0.file.text.utf8.lexicographicallyPrecedes($1.file.text.utf8) }
        self.files = files.sorted { $0.name < $1.name }
        self.annotations = annotations
    }

    init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["path", "wheels", "files", "annotations"])
        var wheels: [LockedWheel] = []
        for field in try object.required("wheels").elements() { wheels.append(try LockedWheel(field)) }
        var files: [File] = []
        for field in try object.required("files").elements() { files.append(try File(field)) }
        let annotations = try object.optional("annotations")?.stringMap() ?? [:]
        if let other = annotations.keys.filter({ !ModelAnnotations.isOwn($0) }).min() {
            throw JSONField(.null, path: object.path).invalid("the annotation '\(other)' is not a model's")
        }
        self.init(
            path: try object.required("path").imagePath(), wheels: wheels, files: files, annotations: annotations)
    }

    var json: JSON {
        guard !annotations.isEmpty, case .object(var members) = inputsJSON else { return inputsJSON }
        members["annotations"] = .strings(annotations)
        return .object(members)
    }

    /// The members that the layer's bytes depend on.
    var inputsJSON: JSON {
        [
            "path": .string(path.text ?? path.description), "wheels": .array(wheels.map(\.json)),
            "files": .array(files.map(\.json)),
        ]
    }

    /// The identity of the model's files, whatever their packing.
    public var digest: Digest { ModelDigest.of(files.map { ($0.name, $0.digest) }) }

    /// What the layer reads; local files lie below the recipe's `directory`.
    func inputs(in directory: FilePath) -> [LockedInput] {
        wheels.map(\.input) + files.compactMap { $0.input(in: directory) }
    }

    /// The inputs with the files that lie in archives among them, each unpacked into the cache.
    func unpacking(_ inputs: [Digest: FilePath], into cache: InputCache) throws -> [Digest: FilePath] {
        var inputs = inputs
        var members: [ArtifactArchive: [TarPath: File]] = [:]
        for file in files {
            guard case .artifact(_, let archive?, let member?) = file.origin else { continue }
            members[archive, default: [:]][member] = file
        }
        for (archive, wanted) in members {
            guard let blob = inputs[archive.blob.digest] else {
                throw ComposeError.missingInput("\(archive.blob.digest)", archive.blob.digest)
            }
            let taken = try archive.unpack(blob, into: cache) { wanted[$0] != nil }
            for (member, file) in wanted {
                guard taken.contains(where: { $0.path == member && $0.digest == file.digest }) else {
                    throw ArtifactError.member(archive.blob.digest, member)
                }
                inputs[file.digest] = cache.path(of: file.digest)
            }
        }
        return inputs
    }

    /// The layer's entries: the files, root's, 0644.
    func entries(files inputs: [Digest: FilePath], epoch: Int64) throws -> [LayerEntry] {
        try files.map { file in
            let tar = try TarEntry(
                path: path.appending(file.name), kind: .file(size: file.size), mode: 0o644, modified: epoch)
            guard case .wheel(let wheelName, let member) = file.origin else {
                return try LayerEntry(tar, file: inputs, name: file.name.description, digest: file.digest)
            }
            guard let wheel = wheels.first(where: { $0.file.text == wheelName }), let path = inputs[wheel.digest] else {
                throw ComposeError.missingInput(wheelName, file.digest)
            }
            let content = try WheelMember(wheel: path, member: member).file.content
            return LayerEntry(tar, content: .stream(content), digest: file.digest)
        }
    }
}

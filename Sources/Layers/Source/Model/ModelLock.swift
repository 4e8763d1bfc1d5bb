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
    }

    init(path: TarPath, wheels: [LockedWheel], files: [File]) {
        self.path = path
        self.wheels = wheels.sorted { $0.file.text.utf8.lexicographicallyPrecedes($1.file.text.utf8) }
        self.files = files.sorted { $0.name < $1.name }
    }

    init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["path", "wheels", "files"])
        var wheels: [LockedWheel] = []
        for field in try object.required("wheels").elements() { wheels.append(try LockedWheel(field)) }
        var files: [File] = []
        for field in try object.required("files").elements() { files.append(try File(field)) }
        self.init(path: try object.required("path").imagePath(), wheels: wheels, files: files)
    }

    var json: JSON {
        [
            "path": .string(path.text ?? path.description), "wheels": .array(wheels.map(\.json)),
            "files": .array(files.map(\.json)),
        ]
    }

    /// The identity of the model's files, whatever their packing.
    public var digest: Digest { ModelDigest.of(files.map { ($0.name, $0.digest) }) }

    /// What the layer reads; local files lie below the recipe's `directory`.
    func inputs(in directory: FilePath) -> [LockedInput] {
        wheels.map(\.input)
            + files.compactMap { file in
                let name = file.name.description
                return switch file.origin {
                case .wheel: nil
                case .local(let path):
                    LockedInput(
                        name: path, digest: file.digest, size: file.size,
                        origin: .local(FilePath(path).isAbsolute ? FilePath(path) : directory.pushing(FilePath(path))))
                case .url(let url): LockedInput(name: name, digest: file.digest, size: file.size, origin: .url(url))
                }
            }
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

extension ModelLock.File {
    init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["name", "size", "digest", "wheel", "member", "source", "url"])
        name = try object.required("name").imagePath()
        size = try object.required("size").byteCount()
        digest = try object.required("digest").digest()
        if let wheel = object.optional("wheel") {
            origin = .wheel(file: try wheel.string(), member: try object.required("member").string())
        } else if let source = object.optional("source") {
            origin = .local(try source.string())
        } else {
            origin = .url(try object.required("url").string())
        }
    }

    var json: JSON {
        var members: [String: JSON] = [
            "name": .string(name.text ?? name.description), "size": .integer(size),
            "digest": .string(digest.description),
        ]
        switch origin {
        case .wheel(let file, let member):
            members["wheel"] = .string(file)
            members["member"] = .string(member)
        case .local(let path): members["source"] = .string(path)
        case .url(let url): members["url"] = .string(url)
        }
        return .object(members)
    }
}

public import Archive
public import OCI
import SystemPackage

/// The locked inference runtime: imagesmith's own program, and ONNX Runtime out of its wheel.
public struct RuntimeLock: Hashable, Sendable {
    /// The directory of the image that the runtime goes to.
    public let path: TarPath
    /// The program's size, in bytes.
    public let programSize: Int64
    /// The program's digest.
    public let programDigest: Digest
    /// The wheel of ONNX Runtime.
    public let wheel: LockedWheel
    /// ONNX Runtime's libraries in the wheel: the main one, and behind it the providers of a GPU.
    public let libraries: [Library]

    /// A library in the wheel.
    public struct Library: Hashable, Sendable {
        /// Its name in the wheel.
        public let member: String
        /// Its size, in bytes.
        public let size: Int64
        /// Its digest.
        public let digest: Digest
    }

    init(path: TarPath, program: (size: Int64, digest: Digest), wheel: LockedWheel, libraries: [Library]) {
        self.path = path
        programSize = program.size
        programDigest = program.digest
        self.wheel = wheel
        self.libraries = libraries
    }

    init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["path", "program", "onnxruntime"])
        path = try object.required("path").imagePath()
        let program = try object.required("program").object()
        try program.refuseOthers(than: ["size", "digest"])
        programSize = try program.required("size").byteCount()
        programDigest = try program.required("digest").digest()
        let onnxruntime = try object.required("onnxruntime").object()
        try onnxruntime.refuseOthers(than: ["wheel", "member", "size", "digest", "providers"])
        wheel = try LockedWheel(onnxruntime.required("wheel"))
        var libraries = [try Library(onnxruntime)]
        for field in try onnxruntime.optional("providers")?.elements() ?? [] {
            let provider = try field.object()
            try provider.refuseOthers(than: ["member", "size", "digest"])
            libraries.append(try Library(provider))
        }
        self.libraries = libraries
    }

    var json: JSON {
        var onnxruntime = libraries.first?.members ?? [:]
        onnxruntime["wheel"] = wheel.json
        if libraries.count > 1 { onnxruntime["providers"] = .array(libraries.dropFirst().map { .object($0.members) }) }
        return [
            "path": .string(path.text ?? path.description),
            "program": ["size": .integer(programSize), "digest": .string(programDigest.description)],
            "onnxruntime": .object(onnxruntime),
        ]
    }

    /// What the layer reads.
    func inputs(program: FilePath) -> [LockedInput] {
        [
            wheel.input,
            LockedInput(
                name: "imagesmith-runtime", digest: programDigest, size: programSize, origin: .local(program)),
        ]
    }

    /// The layer's entries: `bin/imagesmith-runtime`, and ONNX Runtime's libraries in `lib`.
    func entries(files: [Digest: FilePath], epoch: Int64) throws -> [LayerEntry] {
        guard let wheelPath = files[wheel.digest] else {
            throw ComposeError.missingInput(wheel.file.text, wheel.digest)
        }
        let program = try TarEntry(
            path: path.appending("bin/imagesmith-runtime"), kind: .file(size: programSize), mode: 0o755, modified: epoch
        )
        return try [LayerEntry(program, file: files, name: "imagesmith-runtime", digest: programDigest)]
            + libraries.map { library in
                let tar = try TarEntry(
                    path: path.appending("lib/\(library.name)"), kind: .file(size: library.size), mode: 0o644,
                    modified: epoch)
                let content = try WheelMember(wheel: wheelPath, member: library.member).file.content
                return LayerEntry(tar, content: .stream(content), digest: library.digest)
            }
    }
}

extension RuntimeLock.Library {
    fileprivate init(_ object: JSONObject) throws(JSONError) {
        member = try object.required("member").string()
        size = try object.required("size").byteCount()
        digest = try object.required("digest").digest()
    }

    fileprivate var members: [String: JSON] {
        ["member": .string(member), "size": .integer(size), "digest": .string(digest.description)]
    }

    /// The file's name.
    fileprivate var name: Substring { member.split(separator: "/").last ?? member[...] }
}

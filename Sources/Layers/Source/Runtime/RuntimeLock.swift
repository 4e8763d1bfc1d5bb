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
    /// The library's name in the wheel.
    public let member: String
    /// The library's size, in bytes.
    public let librarySize: Int64
    /// The library's digest.
    public let libraryDigest: Digest

    init(path: TarPath, program: (size: Int64, digest: Digest), wheel: LockedWheel, member: String, library: WheelFile)
    {
        self.path = path
        programSize = program.size
        programDigest = program.digest
        self.wheel = wheel
        self.member = member
        librarySize = library.size
        libraryDigest = library.digest
    }

    init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["path", "program", "onnxruntime"])
        path = try object.required("path").imagePath()
        let program = try object.required("program").object()
        try program.refuseOthers(than: ["size", "digest"])
        programSize = try program.required("size").byteCount()
        programDigest = try program.required("digest").digest()
        let library = try object.required("onnxruntime").object()
        try library.refuseOthers(than: ["wheel", "member", "size", "digest"])
        wheel = try LockedWheel(library.required("wheel"))
        member = try library.required("member").string()
        librarySize = try library.required("size").byteCount()
        libraryDigest = try library.required("digest").digest()
    }

    var json: JSON {
        [
            "path": .string(path.text ?? path.description),
            "program": ["size": .integer(programSize), "digest": .string(programDigest.description)],
            "onnxruntime": [
                "wheel": wheel.json, "member": .string(member), "size": .integer(librarySize),
                "digest": .string(libraryDigest.description),
            ],
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

    /// The layer's entries: `bin/imagesmith-runtime` and `lib/libonnxruntime.so.VERSION`.
    func entries(files: [Digest: FilePath], epoch: Int64) throws -> [LayerEntry] {
        guard let wheelPath = files[wheel.digest] else {
            throw ComposeError.missingInput(wheel.file.text, wheel.digest)
        }
        let library = TarPath.lastComponent(of: member)
        let libraryTar = try TarEntry(
            path: path.appending("lib/\(library)"), kind: .file(size: librarySize), mode: 0o644, modified: epoch)
        let programTar = try TarEntry(
            path: path.appending("bin/imagesmith-runtime"), kind: .file(size: programSize), mode: 0o755, modified: epoch
        )
        return [
            try LayerEntry(programTar, file: files, name: "imagesmith-runtime", digest: programDigest),
            LayerEntry(
                libraryTar, content: .stream(try WheelMember(wheel: wheelPath, member: member).file.content),
                digest: libraryDigest),
        ]
    }
}

extension TarPath {
    fileprivate static func lastComponent(of member: String) -> Substring {
        member.split(separator: "/").last ?? member[...]
    }
}

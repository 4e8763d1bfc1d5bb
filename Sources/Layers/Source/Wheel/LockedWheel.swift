public import OCI

/// One wheel of a lock: a name, and the content that it must have.
public struct LockedWheel: Hashable, Sendable {
    /// The file's name, which holds project, version and tags.
    public let file: WheelFileName
    /// The index that offers it.
    public let index: PythonIndexName
    /// The file's size, in bytes.
    public let size: Int64
    /// The file's digest.
    public let digest: Digest
    /// How it is built, where no index offers it; nil for all others.
    public let build: WheelBuild?

    /// A wheel whose content is known.
    ///
    /// - Throws: `WheelError.wheelSize` for a size that no wheel has.
    public init(
        file: WheelFileName, index: PythonIndexName, size: Int64, digest: Digest, build: WheelBuild? = nil
    ) throws(WheelError) {
        guard size > 0, size <= Self.largest else { throw .wheelSize(file, size) }
        self.file = file
        self.index = index
        self.size = size
        self.digest = digest
        self.build = build
    }

    /// The largest wheel that is taken: 16 GiB.
    public static let largest: Int64 = 16 << 30

    /// The project.
    public var project: ProjectName { file.project }

    /// Reads `{"digest", "file", "index", "project", "size", "version"}` and, where it is built, `"build"`; project and
    /// version must be those of the file's name, and of the sdist's.
    public init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["build", "digest", "file", "index", "project", "size", "version"])
        let (fileField, indexField) = (try object.required("file"), try object.required("index"))
        let (projectField, versionField) = (try object.required("project"), try object.required("version"))
        let (fileText, indexText) = (try fileField.string(), try indexField.string())
        let (size, digest) = (try object.required("size").integer(), try object.required("digest").digest())
        let file: WheelFileName
        do { file = try WheelFileName(fileText) } catch { throw fileField.invalid(error.description) }
        guard try projectField.string() == file.project.text else {
            throw projectField.invalid("the file's name says '\(file.project)'")
        }
        guard try versionField.string() == file.versionText else {
            throw versionField.invalid("the file's name says '\(file.versionText)'")
        }
        let index: PythonIndexName
        do { index = try PythonIndexName(indexText) } catch { throw indexField.invalid(error.description) }
        let buildField = object.optional("build")
        let build = try buildField.map { field throws(JSONError) in try WheelBuild(field) }
        if let buildField, let source = build?.source.file {
            guard source.project == file.project, source.version == file.version else {
                throw buildField.invalid("the sdist \(source) is of another project or version than \(file)")
            }
        }
        do {
            try self.init(file: file, index: index, size: size, digest: digest, build: build)
        } catch { throw field.invalid(error.description) }
    }

    /// The value as `init` reads it.
    public var json: JSON {
        .members([
            "build": build?.json, "digest": .string(digest.description), "file": .string(file.text),
            "index": .string(index.text), "project": .string(file.project.text), "size": .integer(size),
            "version": .string(file.versionText),
        ])
    }
}

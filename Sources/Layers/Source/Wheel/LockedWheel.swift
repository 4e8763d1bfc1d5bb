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

    /// A wheel whose content is known.
    ///
    /// - Throws: `WheelError.wheelSize` for a size that no wheel has.
    public init(file: WheelFileName, index: PythonIndexName, size: Int64, digest: Digest) throws(WheelError) {
        guard size > 0, size <= Self.largest else { throw .wheelSize(file, size) }
        self.file = file
        self.index = index
        self.size = size
        self.digest = digest
    }

    /// The largest wheel that is taken: 16 GiB.
    public static let largest: Int64 = 16 << 30

    /// The project.
    public var project: ProjectName { file.project }

    /// Reads `{"digest", "file", "index", "project", "size", "version"}`; project and version must be those of the file's name.
    public init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["digest", "file", "index", "project", "size", "version"])
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
        do {
            try self.init(file: file, index: index, size: size, digest: digest)
        } catch { throw field.invalid(error.description) }
    }

    /// The value as `init` reads it.
    public var json: JSON {
        [
            "digest": .string(digest.description), "file": .string(file.text), "index": .string(index.text),
            "project": .string(file.project.text), "size": .integer(size), "version": .string(file.versionText),
        ]
    }
}

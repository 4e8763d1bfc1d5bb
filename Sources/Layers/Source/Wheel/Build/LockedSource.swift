public import OCI

/// A source distribution by content: what a wheel of the lock is built from.
public struct LockedSource: Hashable, Sendable {
    /// The file's name, which holds project and version.
    public let file: SourceFileName
    /// The index that offers it.
    public let index: PythonIndexName
    /// The file's size, in bytes.
    public let size: Int64
    /// The file's digest.
    public let digest: Digest

    /// A source distribution whose content is known.
    ///
    /// - Throws: `WheelBuildError.size` for more than 1 GiB, and for nothing.
    public init(
        file: SourceFileName, index: PythonIndexName, size: Int64, digest: Digest
    ) throws(WheelBuildError) {
        guard size > 0, size <= 1 << 30 else { throw .size(file, size) }
        self.file = file
        self.index = index
        self.size = size
        self.digest = digest
    }

    /// Reads `{"digest", "file", "index", "project", "size", "version"}`; the version must be that of the file's name.
    public init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["digest", "file", "index", "project", "size", "version"])
        let (fileField, indexField) = (try object.required("file"), try object.required("index"))
        let (projectField, versionField) = (try object.required("project"), try object.required("version"))
        let (fileText, projectText) = (try fileField.string(), try projectField.string())
        let (size, digest) = (try object.required("size").integer(), try object.required("digest").digest())
        let file: SourceFileName
        do { file = try SourceFileName(fileText, of: ProjectName(projectText)) } catch {
            throw fileField.invalid("\(error)")
        }
        guard file.project.text == projectText else { throw projectField.invalid("it is not normalised") }
        guard try versionField.string() == file.versionText else {
            throw versionField.invalid("the file's name says '\(file.versionText)'")
        }
        let indexText = try indexField.string()
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

    /// The file as an input of a build.
    var input: LockedInput {
        LockedInput(
            name: file.text, digest: digest, size: size,
            origin: .index(name: index.text, project: file.project.text, file: file.text))
    }
}

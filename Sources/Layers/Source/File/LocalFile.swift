public import OCI
import SystemPackage

/// A file beside the recipe, as a lock names it: by its path from there, size and SHA-256.
public struct LocalFile: Hashable, Sendable {
    /// The path from the recipe's directory.
    public let path: String
    /// The size, in bytes.
    public let size: Int64
    /// The digest of the bytes.
    public let digest: Digest

    /// The file as it is now.
    ///
    /// - Throws: ``LockError/missingSource(_:layer:)`` where it does not exist.
    init(at file: FilePath, from directory: FilePath, layer: String) throws(LockError) {
        do {
            // Through links: the size must be that of the bytes that are hashed.
            size = try OpenFile(file, .readOnly, options: .nonBlocking).status().size
            digest = try Digest(ofFile: file)
        } catch FileError.failed(.open, _, .noSuchFileOrDirectory) {
            throw .missingSource(file, layer: layer)
        } catch { throw .file(error) }
        path = LocalFile.relative(file, to: directory)
    }

    init(_ object: JSONObject) throws(JSONError) {
        path = try object.required("source").string()
        size = try object.required("size").byteCount()
        digest = try object.required("digest").digest()
    }

    var members: [String: JSON] {
        ["source": .string(path), "size": .integer(size), "digest": .string(digest.description)]
    }

    func input(in directory: FilePath) -> LockedInput {
        let file = FilePath(path)
        return LockedInput(
            name: path, digest: digest, size: size,
            origin: .local(file.isAbsolute ? file : directory.pushing(file)))
    }

    /// The path below `directory` where it lies below, else as it is.
    private static func relative(_ file: FilePath, to directory: FilePath) -> String {
        var rest = file
        return rest.removePrefix(directory) ? rest.string : file.string
    }
}

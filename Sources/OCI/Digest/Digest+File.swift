public import SystemPackage

extension Digest {
    /// The digest of a regular file's bytes.
    public init(ofFile path: FilePath) throws(FileError) {
        let file = try OpenFile(path, .readOnly, options: .nonBlocking)
        guard try file.status().isRegular else { throw .notRegular(path) }
        var hasher = SHA256Hasher()
        do { try file.forEachChunk { hasher.update($0) } } catch {
            throw error as? FileError ?? .failed(.read, path, .ioError)
        }
        self = hasher.finalize()
    }
}

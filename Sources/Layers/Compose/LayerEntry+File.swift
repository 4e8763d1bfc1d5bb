import Archive
import OCI
import SystemPackage

extension LayerEntry {
    /// A file whose bytes were fetched under their digest.
    ///
    /// - Throws: ``ComposeError/missingInput(_:_:)`` where they were not.
    init(_ tar: TarEntry, file files: [Digest: FilePath], name: String, digest: Digest) throws(ComposeError) {
        guard let path = files[digest] else { throw .missingInput(name, digest) }
        self.init(tar, content: .file(path), digest: digest)
    }

    /// Streams the content.
    func forEachChunk(_ receive: (UnsafeRawBufferPointer) throws -> Void) throws {
        switch content {
        case .nothing: break
        case .bytes(let bytes): try bytes.withUnsafeBytes { try receive($0) }
        case .file(let path): try OpenFile(path, .readOnly).forEachChunk { try receive($0) }
        case .stream(let stream): try stream(receive)
        case .packed(let file): try file.read(receive)
        }
    }

    /// What is said of content whose digest is not the expected one.
    func mismatch(expected: Digest, actual: Digest) -> any Error {
        if case .packed(let file) = content { return file.mismatch(recorded: expected, actual: actual) }
        return ComposeError.content(tar.path, expected: expected, actual: actual)
    }
}

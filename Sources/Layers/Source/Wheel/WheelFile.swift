import Archive
public import OCI

/// The content of one file: its size, its digest, and the bytes on demand.
public struct WheelFile: Sendable {
    /// The size, in bytes.
    public let size: Int64
    /// The digest that the content must have.
    public let digest: Digest
    /// Where the bytes are.
    let source: Source

    enum Source: Sendable {
        /// Made here.
        case bytes([UInt8])
        case packed(PackedFile)
        /// Made here and kept elsewhere: streams, and compares with the digest, each time it is called.
        case stream(@Sendable ((UnsafeRawBufferPointer) throws -> Void) throws -> Void)
    }

    /// A file of a wheel, with the digest that RECORD gives it.
    init(_ file: PackedFile, digest: Digest) {
        size = file.entry.size
        self.digest = digest
        source = .packed(file)
    }

    /// A file made here.
    init(_ bytes: [UInt8]) {
        size = Int64(bytes.count)
        digest = Digest(of: bytes)
        source = .bytes(bytes)
    }

    /// A file that was made here and is kept elsewhere; `content` compares its bytes with the digest at their end.
    init(
        size: Int64, digest: Digest,
        content: @escaping @Sendable ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) {
        self.size = size
        self.digest = digest
        source = .stream(content)
    }

    /// Hands the bytes over in order, and throws `WheelError.wheel` at their end if they are not those of the digest: what was
    /// received counts only once this returned. May be called again, and from several threads. Throws `WheelError.archive`, and
    /// what `receive` throws.
    @Sendable public func content(_ receive: (UnsafeRawBufferPointer) throws -> Void) throws {
        switch source {
        case .bytes(let bytes): try bytes.withUnsafeBytes { if !$0.isEmpty { try receive($0) } }
        case .stream(let content): try content(receive)
        case .packed(let file):
            var hasher = SHA256Hasher()
            try file.read { bytes in
                hasher.update(bytes)
                try receive(bytes)
            }
            let actual = hasher.finalize()
            guard actual == digest else { throw file.mismatch(recorded: digest, actual: actual) }
        }
    }
}

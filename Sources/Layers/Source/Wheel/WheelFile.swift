public import OCI

/// The content of one file: its size, its digest, and the bytes on demand.
public struct WheelFile: Sendable {
    /// The size, in bytes.
    public let size: Int64
    /// The digest that the content must have.
    public let digest: Digest
    /// Hands the bytes over in order, and throws `WheelError.wheel` at their end if they are not those of the digest: what was
    /// received counts only once this returned. May be called again, and from several threads.
    public let content: @Sendable (_ receive: (UnsafeRawBufferPointer) throws -> Void) throws -> Void

    init(
        size: Int64, digest: Digest,
        content: @escaping @Sendable (_ receive: (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) {
        self.size = size
        self.digest = digest
        self.content = content
    }

    /// A file made here.
    init(_ bytes: [UInt8]) {
        self.init(size: Int64(bytes.count), digest: Digest(of: bytes)) { receive in
            try bytes.withUnsafeBytes { if !$0.isEmpty { try receive($0) } }
        }
    }
}

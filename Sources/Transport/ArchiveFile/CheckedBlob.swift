import OCI

/// Counts and hashes a blob while it streams by, and holds it to its descriptor at the end.
private final class CheckedBlob {
    private let descriptor: Descriptor
    private var hasher: SHA256Hasher? = SHA256Hasher()
    private var size: Int64 = 0

    init(_ descriptor: Descriptor) { self.descriptor = descriptor }

    func take(_ bytes: UnsafeRawBufferPointer) throws(LayoutError) {
        size += Int64(bytes.count)
        guard size <= descriptor.size else {
            throw .size(descriptor.digest, expected: descriptor.size, actual: size)
        }
        hasher?.update(bytes)
    }

    func restart() {
        hasher = SHA256Hasher()
        size = 0
    }

    func finish() throws(LayoutError) {
        guard size == descriptor.size else {
            throw .size(descriptor.digest, expected: descriptor.size, actual: size)
        }
        guard let actual = hasher.take()?.finalize() else { preconditionFailure("a blob is checked once") }
        guard actual == descriptor.digest else { throw .digest(expected: descriptor.digest, actual: actual) }
    }
}

extension ImageSource {
    /// Streams a whole blob, which must be what its descriptor says; what `receive` made of it is worth nothing before this
    /// returns.
    ///
    /// - Throws: ``LayoutError`` for a blob of another size or digest, and what the source and the closures throw.
    func stream(
        checking blob: Descriptor, restarted: () throws -> Void, receive: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let check = CheckedBlob(blob)
        try stream(
            blob, from: 0,
            restarted: {
                check.restart()
                try restarted()
            },
            receive: { bytes in
                try check.take(bytes)
                try receive(bytes)
            })
        try check.finish()
    }
}

import OCI

/// Counts and hashes a blob while it streams by, and holds it to its descriptor at the end.
final class CheckedBlob {
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

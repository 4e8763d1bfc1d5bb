import OCI

/// The hash of a packed run, in the making while the run is streamed.
///
/// A class, because who streams a run and who receives it share it; it never leaves their thread.
final class PackedHash {
    private var hasher = StreamHasher()

    /// Adds bytes.
    func update(_ bytes: UnsafeRawBufferPointer) { hasher.update(bytes) }

    /// Adds bytes, and others to another hash.
    func update(
        _ bytes: UnsafeRawBufferPointer, beside other: inout StreamHasher, _ otherBytes: UnsafeRawBufferPointer
    ) {
        StreamHasher.update(&hasher, bytes, beside: &other, otherBytes)
    }

    /// The digest of all that was added.
    func finish() -> Digest { hasher.finish() }
}

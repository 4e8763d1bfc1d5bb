import OCI

/// The digests of a layer's blob and of its content, made side by side: where the content of a piece comes out, the piece
/// itself is hashed with it.
final class LayerHashes {
    private var hasher = TwinHasher()
    /// What of the blob's piece was not hashed yet; it lives while the piece is looked at.
    private var pending = UnsafeRawBufferPointer(start: nil, count: 0)

    /// Takes the blob's next piece, for as long as `body` looks at it.
    func blob(_ piece: UnsafeRawBufferPointer, _ body: () throws -> Void) rethrows {
        pending = piece
        defer {
            hasher.updateFirst(pending)
            pending = UnsafeRawBufferPointer(start: nil, count: 0)
        }
        try body()
    }

    /// Takes content that came out of the blob's piece.
    func content(_ bytes: UnsafeRawBufferPointer) {
        let count = min(pending.count, bytes.count)
        hasher.update(first: UnsafeRawBufferPointer(rebasing: pending[..<count]), second: bytes)
        pending = UnsafeRawBufferPointer(rebasing: pending[count...])
    }

    /// The digest of the blob; asked for once, at the end.
    func finishBlob() -> Digest { hasher.finishFirst() }

    /// The digest of the content; asked for once, at the end.
    func finishContent() -> Digest { hasher.finishSecond() }
}

import Synchronization
import SystemPackage

/// A blob's bytes on their way out: read from any offset, hashed once from first to last, and counted.
///
/// The last byte is given out only if all of them have the blob's digest: what changed on the disk reaches no registry
/// that would believe it.
final class UploadContent: Sendable {
    /// libcrypto promises that an object may move between threads as long as one at a time uses it (openssl-threads(7));
    /// the lock sees to that.
    private struct State: ~Copyable, @unchecked Sendable {
        let file: OpenFile
        var hasher: SHA256Hasher? = SHA256Hasher()
        var hashed: Int64 = 0
        var sent: Int64 = 0
        var digest: Digest?
    }

    /// The blob.
    let blob: Descriptor
    private let start: Int64
    private let state: Mutex<State>
    private let advance: @Sendable (Int64) throws -> Void

    /// The bytes of a part of a file.
    ///
    /// - Parameter advance: Is told of bytes as they are given out.
    init(
        _ blob: Descriptor, in extent: BlobExtent, advance: @escaping @Sendable (Int64) throws -> Void
    ) throws {
        guard extent.size == blob.size else {
            throw LayoutError.size(blob.digest, expected: blob.size, actual: extent.size)
        }
        self.blob = blob
        self.advance = advance
        start = extent.offset
        state = Mutex(State(file: try OpenFile(regular: extent.file)))
    }

    /// How many bytes were given out, those among them that were given out again.
    var sent: Int64 { state.withLock { $0.sent } }

    /// Fills a part of the buffer, and tells how many bytes it put there; 0 at the end.
    func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let room = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(Int(clamping: blob.size - offset)))
        guard !room.isEmpty else { return 0 }
        try hash(upTo: offset)
        let count = try state.withLock { state in
            let count = try state.file.read(into: room, at: start + offset)
            let fresh = Int(min(max(0, state.hashed - offset), Int64(count)))
            state.hasher?.update(UnsafeRawBufferPointer(rebasing: room[fresh..<count]))
            state.hashed += Int64(count - fresh)
            state.sent += Int64(count)
            return count
        }
        guard count > 0 else { throw LayoutError.size(blob.digest, expected: blob.size, actual: offset) }
        if offset + Int64(count) == blob.size { try check() }
        try advance(Int64(count))
        return count
    }

    /// Hashes what lies before `offset`, where a registry had it already: before a request, which must not wait for it.
    func hash(upTo offset: Int64) throws {
        try state.withLock { state in
            guard state.hashed < offset else { return }
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
            defer { buffer.deallocate() }
            while state.hashed < offset {
                let room = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(Int(clamping: offset - state.hashed)))
                let count = try state.file.read(into: room, at: start + state.hashed)
                guard count > 0 else {
                    throw LayoutError.size(blob.digest, expected: blob.size, actual: state.hashed)
                }
                state.hasher?.update(UnsafeRawBufferPointer(rebasing: room[..<count]))
                state.hashed += Int64(count)
            }
        }
    }

    /// Throws unless all bytes have the blob's digest.
    func check() throws {
        try hash(upTo: blob.size)
        let actual = state.withLock { state in
            if let hasher = state.hasher.take() { state.digest = hasher.finalize() }
            return state.digest
        }
        guard let actual, actual == blob.digest else {
            throw LayoutError.digest(expected: blob.digest, actual: actual ?? blob.digest)
        }
    }
}

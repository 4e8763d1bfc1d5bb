import SystemPackage

/// A blob that may take several processes to come in: a file under its digest, gone on with where it ended.
///
/// What a process before left is hashed again, not believed. One process at a time holds the file.
final class PartialBlob {
    private let blob: Descriptor
    private let path: FilePath
    private let file: OpenFile
    private let lock: FileLock
    private var hasher: SHA256Hasher? = SHA256Hasher()
    private var position: Int64 = 0

    /// The file of a blob in `directory`, with what it holds already. Waits while another process has it.
    init(of blob: Descriptor, in directory: FilePath) throws {
        try directory.createDirectories()
        // A layout from elsewhere may hold links: what is behind one is nothing to write to.
        guard try directory.status()?.isDirectory == true else {
            throw FileError.failed(.create, directory, .notDirectory)
        }
        self.blob = blob
        path = directory.appending(blob.digest.hex)
        if let status = try path.status(), !status.isRegular || status.links != 1 { try path.remove() }
        var lock = try FileLock(path)
        // Another process may have finished the file while this one waited, and given it another name.
        while !lock.isCurrent { lock = try FileLock(path) }
        self.lock = lock
        file = try OpenFile(path, .readWrite, options: .noFollow)
        try file.setPermissions(0o644)
        try takeUp()
    }

    /// Where the blob's bytes lie, once it was filled.
    var extent: BlobExtent { BlobExtent(file: path, offset: 0, size: blob.size) }

    /// Brings in what is missing, from a source that may be interrupted and lie.
    ///
    /// - Parameter advance: Is told of bytes as they come; what it throws ends the transfer and leaves the file as it is.
    /// - Returns: How many bytes came.
    /// - Throws: ``LayoutError`` where the source's bytes are not the blob's, after which none of them is kept; and what the
    ///   source and `advance` throw.
    func fill(from source: any ImageSource, advance: (Int64) throws -> Void) throws -> Int64 {
        var received: Int64 = 0
        var isResumed = position > 0
        while true {
            if position < blob.size {
                try source.stream(
                    blob, from: position,
                    restarted: {
                        isResumed = false
                        try restart()
                    },
                    receive: { bytes in
                        try take(bytes)
                        received += Int64(bytes.count)
                        try advance(Int64(bytes.count))
                    })
            }
            guard position == blob.size else {
                throw LayoutError.size(blob.digest, expected: blob.size, actual: position)
            }
            let actual = hasher.take()?.finalize()
            if actual == blob.digest { return received }
            try restart()
            // What a process before left may be what is wrong, after a crash of the machine: once, all comes anew.
            guard isResumed else {
                try? path.remove()
                throw LayoutError.digest(expected: blob.digest, actual: actual ?? blob.digest)
            }
            isResumed = false
        }
    }

    /// Gives the file, with all its bytes on the disk, its place.
    func move(to target: FilePath) throws {
        try file.sync()
        try path.rename(to: target)
    }

    /// Removes the file.
    func remove() { try? path.remove() }

    private func take(_ bytes: UnsafeRawBufferPointer) throws {
        guard position + Int64(bytes.count) <= blob.size else {
            throw LayoutError.size(blob.digest, expected: blob.size, actual: position + Int64(bytes.count))
        }
        hasher?.update(bytes)
        try file.write(bytes)
        position += Int64(bytes.count)
    }

    private func restart() throws {
        try file.truncate()
        hasher = SHA256Hasher()
        position = 0
    }

    /// Hashes what is there; what is more than the blob has is no part of it.
    private func takeUp() throws {
        guard try file.status().size <= blob.size else { return try restart() }
        try file.forEachChunk { chunk in
            hasher?.update(chunk)
            position += Int64(chunk.count)
        }
    }
}

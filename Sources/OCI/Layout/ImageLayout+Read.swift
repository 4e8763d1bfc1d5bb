import SystemPackage

extension ImageLayout {
    /// The bytes of a document, checked against the descriptor's size and digest.
    public func read(_ descriptor: Descriptor, limit: Int = JSONLimits.document.bytes) throws(LayoutError) -> [UInt8] {
        guard descriptor.size <= Int64(limit) else {
            throw .file(.tooLarge(path(of: descriptor.digest), limit: limit))
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(descriptor.size))
        do { try stream(descriptor) { bytes.append(contentsOf: $0) } } catch { throw LayoutError.wrap(error) }
        return bytes
    }

    /// Streams a blob to `body` and checks size and digest when the end is reached.
    ///
    /// What `body` made of the bytes is worth nothing until this returns.
    /// - Throws: ``LayoutError`` for the blob, and what `body` throws.
    public func stream(_ descriptor: Descriptor, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let file = try open(descriptor)
        let size = try file.status().size
        guard size == descriptor.size else {
            throw LayoutError.size(descriptor.digest, expected: descriptor.size, actual: size)
        }
        var hasher = SHA256Hasher()
        var count: Int64 = 0
        try file.forEachChunk { chunk in
            count += Int64(chunk.count)
            guard count <= descriptor.size else {
                throw LayoutError.size(descriptor.digest, expected: descriptor.size, actual: count)
            }
            hasher.update(chunk)
            try body(chunk)
        }
        guard count == descriptor.size else {
            throw LayoutError.size(descriptor.digest, expected: descriptor.size, actual: count)
        }
        let actual = hasher.finalize()
        guard actual == descriptor.digest else { throw LayoutError.digest(expected: descriptor.digest, actual: actual) }
    }

    /// The manifest of an image or artifact.
    public func manifest(_ descriptor: Descriptor) throws(LayoutError) -> Manifest {
        let bytes = try read(descriptor)
        do { return try Manifest(JSON(parsing: bytes)) } catch { throw .document(descriptor.digest, error) }
    }

    /// The configuration of an image.
    public func config(of manifest: Manifest) throws(LayoutError) -> ImageConfig {
        let bytes = try read(manifest.config)
        do { return try ImageConfig(JSON(parsing: bytes)) } catch { throw .document(manifest.config.digest, error) }
    }

    private func open(_ descriptor: Descriptor) throws -> OpenFile {
        let path = path(of: descriptor.digest)
        do { return try OpenFile(regular: path) } catch {
            if case .failed(.open, _, .noSuchFileOrDirectory) = error {
                throw LayoutError.missingBlob(descriptor.digest, layout: root)
            }
            throw LayoutError.file(error)
        }
    }
}

extension LayoutError {
    /// Whatever a closure over a layout threw, as a fault of the layout where it is one.
    static func wrap(_ error: any Error) -> LayoutError {
        switch error {
        case let error as LayoutError: error
        case let error as FileError: .file(error)
        default: .file(.failed(.read, "", .ioError))
        }
    }
}

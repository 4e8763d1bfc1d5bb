import Archive
import OCI

/// Where the bytes of a layer's tar go: into the digests of the tar and of each file, through the compressor into the blob.
///
/// A class, because the tar writer keeps a closure over it; it never leaves its thread.
final class LayerSink {
    let compression: Compression
    private let blob: Blob
    private var compressor: Compressor
    private var hasher = PairedHasher()
    private var place = Place.frame

    private enum Place {
        /// Headers and padding.
        case frame
        case content
        /// Content that the compressor gets as a deflate stream.
        case spliced
    }

    /// The far end of the compressor. Of a layer that is not compressed the tar's digest is the blob's, and it is not hashed
    /// again.
    private final class Blob {
        var writer: BlobWriter?

        init(in layout: ImageLayout, hashes: Bool) throws(LayoutError) {
            writer = try BlobWriter(in: layout, hashes: hashes)
        }
    }

    init(layout: ImageLayout, compression: Compression, tarSize: Int64, workers: Int) throws {
        let blob = try Blob(in: layout, hashes: compression.codec != .none)
        self.blob = blob
        self.compression = compression
        compressor = try Compressor(compression, pledgedSize: tarSize, workers: workers) { bytes in
            try blob.writer?.write(bytes)
        }
    }

    /// Takes the next bytes of the tar.
    func take(_ bytes: UnsafeRawBufferPointer) throws {
        if place == .frame { hasher.update(bytes) } else { hasher.updateBoth(bytes) }
        if place != .spliced { try compressor.write(bytes) }
    }

    func beginContent(isSpliced: Bool) throws {
        if isSpliced { try compressor.beginSplice() }
        place = isSpliced ? .spliced : .content
    }

    /// Takes the next bytes of a deflate stream.
    func splice(_ stream: UnsafeRawBufferPointer) throws { try compressor.splice(stream) }

    func endContent(_ spliced: ZipEntry?) throws {
        if let spliced { try compressor.endSplice(checksum: spliced.crc32, size: spliced.size) }
        place = .frame
    }

    /// The digest of the content that ended last.
    func contentDigest() -> Digest { hasher.finishPart() }

    /// Ends the layer. Throws what the compressor and the layout throw; there is no layer then.
    func commit() throws -> ComposedLayer {
        try compressor.finish()
        var hasher = PairedHasher()
        swap(&hasher, &self.hasher)
        let diffID = DiffID(hasher.finalize())
        guard let writer = blob.writer.take() else { preconditionFailure("a layer is committed once") }
        let mediaType = MediaType.layer(compressedBy: compression.codec)
        let descriptor =
            compression.codec == .none
            ? try writer.commit(as: mediaType, digest: diffID.digest) : try writer.commit(as: mediaType)
        return ComposedLayer(descriptor: descriptor, diffID: diffID)
    }
}

import SystemPackage

/// Writes one blob into a layout; dropped without ``commit(as:)``, it leaves nothing behind.
public struct BlobWriter: ~Copyable {
    private let layout: ImageLayout
    private var file: UnnamedFile

    /// An empty blob.
    ///
    /// - Parameter hashes: false where the one who writes hashes the very same bytes, and commits with that digest.
    public init(in layout: ImageLayout, hashes: Bool = true) throws(LayoutError) {
        let file: UnnamedFile
        do { file = try UnnamedFile(in: layout.root.appending("blobs/sha256"), hashes: hashes) } catch {
            throw .file(error)
        }
        self.init(layout: layout, file: file)
    }

    private init(layout: ImageLayout, file: consuming UnnamedFile) {
        self.layout = layout
        self.file = file
    }

    /// Adds bytes.
    public mutating func write(_ bytes: UnsafeRawBufferPointer) throws(LayoutError) {
        do { try file.write(bytes) } catch { throw .file(error) }
    }

    /// Adds bytes.
    public mutating func write(_ bytes: [UInt8]) throws(LayoutError) {
        do { try file.write(bytes) } catch { throw .file(error) }
    }

    /// Begins anew, with nothing written.
    public mutating func restart() throws(LayoutError) {
        do { try file.restart() } catch { throw .file(error) }
    }

    /// Makes the blob visible if its bytes are those of a descriptor; else nothing stays behind.
    public consuming func commit(expecting descriptor: Descriptor) throws(LayoutError) {
        let (layout, size) = (layout, file.size)
        guard size == descriptor.size else {
            throw .size(descriptor.digest, expected: descriptor.size, actual: size)
        }
        do {
            _ = try file.commit(replacingUnder: layout.lockPath) { actual throws(LayoutError) in
                guard actual == descriptor.digest else { throw .digest(expected: descriptor.digest, actual: actual) }
                return layout.path(of: actual)
            }
        } catch { throw LayoutError.wrap(error) }
    }

    /// Makes the blob visible under its digest, with all its bytes on the disk.
    ///
    /// - Parameter known: the digest of what was written, of a blob that did not hash.
    public consuming func commit(as mediaType: MediaType, digest known: Digest? = nil) throws(LayoutError) -> Descriptor
    {
        let (layout, size) = (layout, file.size)
        do {
            let digest = try file.commit(as: known, replacingUnder: layout.lockPath) { layout.path(of: $0) }
            return Descriptor(mediaType: mediaType, digest: digest, size: size)
        } catch { throw LayoutError.wrap(error) }
    }
}

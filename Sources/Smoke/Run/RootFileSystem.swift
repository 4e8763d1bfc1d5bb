import Archive
import Glibc
public import OCI
public import SystemPackage

/// The owner of an image's unpacked root file system: it goes away with the value.
public struct RootFileSystem: ~Copyable {
    /// The root.
    public let path: FilePath

    /// Unpacks the layers of `manifest` into `directory`, an empty directory.
    ///
    /// Each blob is checked against its size and digest before a byte of it is unpacked. Whiteouts are obeyed, devices left
    /// out, owners kept where the process may give them. No link of the image is ever followed. When it fails, what was
    /// unpacked is removed.
    /// - Throws: ``RootFileSystemError``.
    public init(
        of manifest: Manifest, in layout: ImageLayout, into directory: FilePath
    ) throws(RootFileSystemError) {
        path = directory
        do { try RootFileSystem.unpack(manifest, layout, directory) } catch {
            try? directory.removeTree()
            throw error
        }
    }

    deinit { try? path.removeTree() }

    static func unpack(
        _ manifest: Manifest, _ layout: ImageLayout, _ directory: FilePath
    ) throws(RootFileSystemError) {
        do {
            let tree = try ImageTree(directory)
            for layer in manifest.layers {
                let filter = try filter(for: layer)
                try layout.stream(layer) { _ in }
                let archive = try ArchiveReader(layout.path(of: layer.digest), filters: [filter])
                var application = LayerApplication(layer.digest, on: tree)
                do {
                    try application.apply(archive)
                } catch let error as ArchiveError {
                    throw RootFileSystemError.archive(layer.digest, error)
                } catch let error as TarError {
                    throw RootFileSystemError.path(layer.digest, error)
                }
            }
        } catch let error as RootFileSystemError {
            throw error
        } catch let error as LayoutError {
            throw .layout(error)
        } catch let error as ArchiveError {
            throw .archive(manifest.config.digest, error)
        } catch {
            throw .system(directory, error as? Errno ?? .ioError)
        }
    }

    private static func filter(for layer: Descriptor) throws(RootFileSystemError) -> ArchiveFilter {
        switch layer.mediaType {
        case .layer, .dockerLayer: .none
        case .layerGzip, .dockerLayerGzip: .gzip
        case .layerZstd: .zstd
        default: throw .notALayer(layer.digest, layer.mediaType)
        }
    }
}

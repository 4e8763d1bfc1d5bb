public import Archive
public import OCI
public import SystemPackage

/// What stops the unpacking of an image's layers.
public enum RootFileSystemError: Error, Equatable, Sendable, CustomStringConvertible {
    case layout(LayoutError)
    case notALayer(Digest, MediaType)
    case archive(Digest, ArchiveError)
    case path(Digest, TarError)
    case entry(Digest, TarPath, Fault)
    case system(FilePath, Errno)

    /// What is wrong with a layer's entry.
    public enum Fault: Hashable, Sendable {
        /// A directory above it is a link or a file, so that the entry would land elsewhere.
        case parent(TarPath)
        /// It is a whiteout of nothing that could be named.
        case whiteout
        /// It is a hard link to what is not there or no file.
        case hardLink(target: [UInt8])
        /// The system refused to make it.
        case system(Errno)
    }

    /// The sentence for people.
    public var description: String {
        switch self {
        case .layout(let error): "cannot unpack the image: \(error)"
        case .notALayer(let digest, let type): "cannot unpack the layer \(digest): \(type) is no known kind of layer"
        case .archive(let digest, let error): "cannot unpack the layer \(digest): \(error)"
        case .path(let digest, let error): "cannot unpack the layer \(digest): \(error)"
        case .entry(let digest, let path, let fault):
            "cannot unpack '\(path)' of the layer \(digest): \(fault.sentence)"
        case .system(let path, let errno): "cannot unpack the image into \(path): \(errno)"
        }
    }
}

extension RootFileSystemError.Fault {
    fileprivate var sentence: String {
        switch self {
        case .parent(let parent): "'\(parent)' is a link or a file, not a directory"
        case .whiteout: "the whiteout names nothing"
        case .hardLink(let target):
            "its target '\(String(decoding: target, as: UTF8.self).excerpt)' is no file of the image"
        case .system(let errno): "\(errno)"
        }
    }
}

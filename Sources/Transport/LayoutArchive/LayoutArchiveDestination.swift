import Archive
public import OCI
import Synchronization
public import SystemPackage

/// An image layout in a tar archive as a place to write an image to: `oci-archive:FILE`.
///
/// The file gets its name when it is whole; one that has the name gives way then. Two copies of one image are alike to the
/// byte.
public final class LayoutArchiveDestination: ImageDestination {
    private struct State {
        let file: ArchiveFile
        var written: Set<Digest> = []
    }

    private let state: Mutex<State>
    private let name: RefName?

    /// An archive to be at `file`, with the tag that its image is to have there.
    public init(_ file: FilePath, tag name: RefName?) throws(FileError) {
        self.name = name
        state = Mutex(State(file: try ArchiveFile(for: file)))
    }

    /// A tar archive is written from front to back.
    public var width: Int { 1 }

    /// Whether this copy wrote the blob already.
    public func contains(_ blob: Descriptor) -> Bool { state.withLock { $0.written.contains(blob.digest) } }

    /// Writes a blob as a member.
    public func write(
        _ blob: Descriptor, from source: any ImageSource, advance: @escaping @Sendable (Int64) throws -> Void
    ) throws -> BlobDelivery {
        try state.withLock { state in
            let path = try TarPath(LayoutArchive.path(of: blob.digest))
            try state.file.add(path, size: blob.size) { member in
                try source.stream(checking: blob, restarted: { try member.restart() }) { bytes in
                    try member.write(bytes)
                    try advance(Int64(bytes.count))
                }
            }
            state.written.insert(blob.digest)
        }
        return .copied(bytes: blob.size)
    }

    /// Writes a document as a member.
    public func write(_ document: [UInt8], as descriptor: Descriptor) throws {
        try state.withLock { state in
            guard state.written.insert(descriptor.digest).inserted else { return }
            try state.file.add(TarPath(LayoutArchive.path(of: descriptor.digest)), document)
        }
    }

    /// Writes the index, and gives the archive its name.
    public func finish(_ image: Descriptor, referrers: [Descriptor]) throws {
        var entry = image
        entry.annotations[Annotation.refName] = name?.description
        let index = ImageIndex(manifests: [entry] + referrers)
        try state.withLock { state in
            try state.file.add(TarPath("index.json"), index.json.canonical())
            let marker: JSON = ["imageLayoutVersion": "1.0.0"]
            try state.file.add(TarPath("oci-layout"), marker.canonical())
            try state.file.commit()
        }
    }
}

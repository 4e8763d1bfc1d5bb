/// A place that images are written to: a layout, an archive, a repository of a registry.
///
/// Blobs come first, then manifests before the indexes that list them, then the name: what is half written has no name.
public protocol ImageDestination: Sendable {
    /// How many blobs may be written at once.
    var width: Int { get }

    /// Whether the blob is there already, with its size.
    func contains(_ blob: Descriptor) throws -> Bool

    /// Writes a blob, which becomes visible only if its bytes are those of the descriptor.
    ///
    /// - Parameter advance: Is told how many bytes went by, each time some did; throws where the copy was given up.
    /// - Returns: What it took.
    func write(
        _ blob: Descriptor, from source: any ImageSource, advance: @escaping @Sendable (Int64) throws -> Void
    ) throws -> BlobDelivery

    /// Writes a manifest or an index, byte for byte.
    func write(_ document: [UInt8], as descriptor: Descriptor) throws

    /// Gives the image its name there, with its referrers listed, and ends the writing.
    func finish(_ image: Descriptor, referrers: [Descriptor]) throws
}

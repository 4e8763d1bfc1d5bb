/// A place that images are read from: a layout, an archive, a repository of a registry.
///
/// Nothing that it gives is believed: documents and blobs are checked against their descriptors by whoever takes them.
public protocol ImageSource: Sendable {
    /// The manifest or index that a selector names.
    ///
    /// - Throws: Where there is none, or more than one for ``ImageReference/Selector/only``.
    func resolve(_ selector: ImageReference.Selector) throws -> Descriptor

    /// The bytes of a manifest or an index, of the descriptor's size and digest.
    func document(_ descriptor: Descriptor) throws -> [UInt8]

    /// The artifacts whose subject is `subject`.
    func referrers(of subject: Digest) throws -> [Descriptor]

    /// Streams a blob from its byte `offset` on.
    ///
    /// - Parameters:
    ///   - restarted: Forgets everything received and what came before `offset`: the blob's first byte is next.
    ///   - receive: Takes the next bytes, which are valid during the call only.
    func stream(
        _ blob: Descriptor, from offset: Int64, restarted: () throws -> Void,
        receive: (UnsafeRawBufferPointer) throws -> Void
    ) throws

    /// Where the blob's bytes lie in a file of this machine; nil where they can only be streamed.
    func extent(of blob: Descriptor) throws -> BlobExtent?

    /// The repositories of registries that have the blob, from which a registry can mount it in another of its own.
    func repositories(of blob: Descriptor) -> [RegistryRepository]
}

extension ImageSource {
    /// None: most places are no registry.
    public func repositories(of blob: Descriptor) -> [RegistryRepository] { [] }
}

import Archive
public import OCI
import SystemPackage

/// A repository of a registry in which builders share composed layers, by the digest of their inputs.
///
/// Each layer is an artifact, tagged `layer-` and the digest of the inputs, that names the inputs and the diffID beside the
/// blob. What comes from there is believed only so far as it can be checked: the blob by its digest, what it decompresses to
/// by the diffID. That these bytes are what those inputs compose to is the word of whoever wrote them: only builders that
/// are trusted to build may write to the repository.
public struct RemoteLayerCache: Sendable {
    private let repository: RegistryRepository
    private let client: RegistryClient

    /// A repository, reached by `client`.
    public init(in repository: RegistryRepository, by client: RegistryClient) {
        self.repository = repository
        self.client = client
    }

    /// The kind of the artifacts.
    static let artifactType = "application/vnd.dev.imagesmith.layer.v1"

    private func reference(_ inputs: Digest) -> RegistryReference {
        RegistryReference(repository, .tag("layer-\(inputs.hex)"))
    }

    /// Brings the layer of these inputs into a layout; nil where the repository has none.
    ///
    /// - Parameter codec: How the layer is to be compressed.
    /// - Throws: ``RemoteLayerError`` for an entry that is not what it says, and `RegistryError`. Nothing of it stays behind.
    func find(_ inputs: Digest, codec: Codec, into layout: ImageLayout) throws -> ComposedLayer? {
        guard let document = try client.existing(reference(inputs)) else { return nil }
        let layer = try RemoteLayerCache.layer(in: document, of: inputs)
        guard layer.descriptor.mediaType == MediaType.layer(compressedBy: codec) else {
            throw RemoteLayerError.foreign(inputs)
        }
        let sink = try RemoteLayerSink(layer, codec: codec, into: layout)
        if try layout.keep(layer.descriptor) {
            try layout.stream(layer.descriptor) { try sink.check($0) }
            try sink.finishCheck()
            return layer
        }
        try client.blob(
            layer.descriptor, of: repository, restarted: { try sink.restart() },
            receive: { bytes in
                try sink.check(bytes)
                try sink.write(bytes)
            })
        try sink.finishCheck()
        try sink.commit()
        return layer
    }

    /// Gives the layer of these inputs to the others, unless they have it. Inputs make one layer, so what says otherwise is
    /// wrong, and is replaced.
    func store(_ layer: ComposedLayer, for inputs: Digest, from layout: ImageLayout) throws {
        if let known = try client.existing(reference(inputs)),
            let entry = try? RemoteLayerCache.layer(in: known, of: inputs),
            entry.descriptor.digest == layer.descriptor.digest, entry.diffID == layer.diffID
        {
            return
        }
        var blob = Descriptor(
            mediaType: layer.descriptor.mediaType, digest: layer.descriptor.digest, size: layer.descriptor.size)
        let config = try layout.write(Array("{}".utf8), as: .empty)
        for blob in [config, blob] where try !client.contains(blob, in: repository) {
            _ = try client.upload(blob, to: repository, journal: layout.uploads) {
                BlobExtent(file: layout.path(of: blob.digest), offset: 0, size: blob.size)
            }
        }
        blob.annotations = [Annotation.layerDiffID: layer.diffID.description]
        let manifest = Manifest(
            config: config, layers: [blob], annotations: [Annotation.layerInputs: inputs.description],
            artifactType: try MediaType(RemoteLayerCache.artifactType))
        try client.put(manifest.json.canonical(), as: .manifest, to: reference(inputs))
    }

    /// The layer that an entry of the cache names.
    private static func layer(
        in document: ManifestDocument, of inputs: Digest
    ) throws(RemoteLayerError) -> ComposedLayer {
        guard !document.isIndex, let manifest = try? document.manifest(),
            manifest.artifactType?.description == artifactType
        else { throw RemoteLayerError.foreign(inputs) }
        guard manifest.annotations[Annotation.layerInputs] == inputs.description else {
            throw RemoteLayerError.otherInputs(inputs)
        }
        guard manifest.layers.count == 1, let blob = manifest.layers.first,
            let diffID = blob.annotations[Annotation.layerDiffID].flatMap({ try? Digest($0) })
        else { throw RemoteLayerError.foreign(inputs) }
        return ComposedLayer(
            descriptor: Descriptor(mediaType: blob.mediaType, digest: blob.digest, size: blob.size),
            diffID: DiffID(diffID))
    }
}

public import OCI
import SystemPackage

/// Remembers which layer a store holds for which inputs.
///
/// A record is a hint, never proof: a layer is used again only when its blob is there and hashes to its digest.
public struct LayerCache: Sendable {
    private let layout: ImageLayout

    /// The records of a store.
    public init(of layout: ImageLayout) { self.layout = layout }

    /// The layer that was composed from `inputs`, checked byte for byte; nil where it must be composed.
    public func find(_ inputs: Digest) -> ComposedLayer? {
        // Kept before it is read: what is collected after that is not this blob.
        guard let layer = record(of: inputs), (try? layout.keep(layer.descriptor)) == true,
            (try? layout.stream(layer.descriptor) { _ in }) != nil
        else { return nil }
        return layer
    }

    /// What the record says was composed from `inputs`, if a blob of that size is there: for plans, not for builds.
    func record(of inputs: Digest) -> ComposedLayer? {
        guard
            let bytes = try? path(of: inputs).read(limit: 1 << 16),
            let object = try? JSONField(JSON(parsing: bytes)).object(),
            let descriptor = try? object.required("descriptor"), let diffID = try? object.required("diffID").digest(),
            let layer = try? Descriptor(descriptor), (try? layout.contains(layer)) == true
        else { return nil }
        return ComposedLayer(descriptor: layer, diffID: DiffID(diffID))
    }

    /// Remembers a layer that was composed from `inputs`.
    public func remember(_ layer: ComposedLayer, for inputs: Digest) throws(FileError) {
        let record: JSON = ["descriptor": layer.descriptor.json, "diffID": .string(layer.diffID.description)]
        let path = path(of: inputs)
        let directory = path.removingLastComponent()
        try directory.createDirectories()
        // Without a name until it is whole: a process that is killed meanwhile leaves nothing here, where nobody sweeps.
        do {
            var file = try UnnamedFile(in: directory)
            try file.write(record.canonical())
            _ = try file.commit { _ in path }
        } catch { throw error as? FileError ?? .failed(.write, path, .ioError) }
    }

    private func path(of inputs: Digest) -> FilePath {
        layout.root.appending(".imagesmith/layers").appending("\(inputs.hex).json")
    }
}

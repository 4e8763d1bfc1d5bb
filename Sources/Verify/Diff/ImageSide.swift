import OCI

/// One of the two images that are compared.
struct ImageSide: Sendable {
    let manifest: Manifest
    let config: ImageConfig
    let layers: [NamedLayer]

    struct NamedLayer: Hashable, Sendable {
        /// The name in the recipe, numbered where it stands twice; else the place.
        let name: String
        let position: Int
        let descriptor: Descriptor
        let diffID: DiffID
        let layout: ImageLayout

        var summary: LayerChange.Layer {
            LayerChange.Layer(position: position, digest: descriptor.digest, size: descriptor.size, diffID: diffID)
        }
    }

    /// - Throws: `LayoutError` for a document that is missing or damaged.
    init(_ descriptor: Descriptor, in layout: ImageLayout) throws(LayoutError) {
        let manifest = try layout.manifest(descriptor)
        let config = try layout.config(of: manifest)
        guard config.diffIDs.count == manifest.layers.count else {
            throw .document(
                manifest.config.digest,
                .value(path: "rootfs.diff_ids", reason: "\(config.diffIDs.count) for \(manifest.layers.count) layers"))
        }
        var seen: [String: Int] = [:]
        var layers: [NamedLayer] = []
        for (index, layer) in manifest.layers.enumerated() {
            let plain = ImageAudit.layerName(layer, at: index)
            seen[plain, default: 0] += 1
            let count = seen[plain] ?? 1
            layers.append(
                NamedLayer(
                    name: count == 1 ? plain : "\(plain)#\(count)", position: index, descriptor: layer,
                    diffID: config.diffIDs[index], layout: layout))
        }
        self.manifest = manifest
        self.config = config
        self.layers = layers
    }

    /// The configuration without what the layers tell.
    var comparableConfig: JSON {
        guard case .object(var members) = config.json else { return config.json }
        members["rootfs"] = nil
        return .object(members)
    }
}

/// A layer of each image under one name.
struct LayerPair: Sendable {
    let old: ImageSide.NamedLayer?
    let new: ImageSide.NamedLayer?

    /// Reads both layers where their content differs.
    func change(limits: AuditLimits) throws -> LayerChange {
        var files: [FileChange] = []
        if let old, let new, old.diffID != new.diffID {
            var changes = FileChange.between(
                try LayerListing.read(old.descriptor, in: old.layout, limits: limits),
                try LayerListing.read(new.descriptor, in: new.layout, limits: limits))
            let compared = changes.filter(\.change.hasOtherContent).prefix(LayerChange.comparedFiles).map(\.path)
            let contents = try ContentChange.between(old, new, at: compared, limits: limits)
            for index in changes.indices { changes[index].change.content = contents[changes[index].path] }
            files = changes.map(\.change)
        }
        return LayerChange(
            name: PrintableText((new ?? old)?.name ?? ""), old: old?.summary, new: new?.summary, files: files)
    }
}

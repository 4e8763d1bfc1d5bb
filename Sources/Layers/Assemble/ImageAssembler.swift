public import OCI

/// Puts composed layers together to an image: config, manifest, and the recipe and lock that made it, as referrers.
///
/// The image gets no tag: it is a candidate, addressable by its digest.
public struct ImageAssembler: Sendable {
    /// Where the image goes.
    public let layout: ImageLayout

    /// An assembler into `layout`.
    public init(layout: ImageLayout) { self.layout = layout }

    /// Writes config and manifest; the bytes depend on the recipe, the lock, the base and the layers alone.
    ///
    /// A base's layers come first, by their descriptors; whether their blobs are here does not matter.
    /// - Returns: The manifest's descriptor, with the image's platform.
    public func assemble(
        _ layers: [NamedLayer], on base: BaseImage? = nil, recipe: Recipe, lock: Lock
    ) throws(LayoutError) -> Descriptor {
        let created = Moment(seconds: lock.epoch).description
        let execution = base.map { recipe.execution.over($0.config.execution, given: recipe.executionKeys) }
        let config = ImageConfig(
            created: created, platform: lock.platform,
            execution: (execution ?? recipe.execution).serving(CUDAFacts(lock: lock)),
            diffIDs: (base?.config.diffIDs ?? []) + layers.map(\.layer.diffID),
            history: (base?.history ?? []) + layers.map { HistoryEntry(created: created, createdBy: $0.createdBy) })
        let lockBytes = lock.json.canonical()
        var annotations = [
            Annotation.created: created, Annotation.title: recipe.name, Annotation.version: recipe.version,
            Annotation.recipe: recipe.digest.description, Annotation.lock: Digest(of: lockBytes).description,
        ]
        annotations[Annotation.summary] = recipe.summary
        annotations[Annotation.licenses] = recipe.licenses
        annotations.merge(base?.annotations ?? [:]) { own, _ in own }
        let manifest = Manifest(
            config: try layout.write(config), layers: (base?.layers ?? []) + layers.map(\.layer.descriptor),
            annotations: annotations)
        var image = try layout.write(manifest)
        image.platform = lock.platform
        try attach(recipe: recipe, lock: lockBytes, to: image)
        return image
    }

    /// Attaches what the image was made from, and lists the image as a candidate.
    private func attach(recipe: Recipe, lock: [UInt8], to image: Descriptor) throws(LayoutError) {
        var recipeBlob = try layout.write(recipe.text, as: .recipe)
        recipeBlob.annotations[Annotation.title] = "recipe.yaml"
        var lockBlob = try layout.write(lock, as: .lock)
        lockBlob.annotations[Annotation.title] = "recipe.lock.json"
        var candidate = image
        candidate.annotations[Annotation.candidate] = "true"
        try layout.list([
            candidate,
            try layout.writeReferrer(of: image, type: .recipe, blobs: [recipeBlob]),
            try layout.writeReferrer(of: image, type: .lock, blobs: [lockBlob]),
        ])
    }
}

public import OCI

extension ImageSwap {
    /// What a swap in all images of an index made.
    public struct IndexOutcome: Hashable, Sendable {
        /// The new image, or the new index over the new images.
        public let image: Descriptor
        /// Each image's manifest, before and after.
        public let images: [Change]
        /// The layers that were replaced; those of an index's images are alike.
        public let replaced: [NamedLayer]
    }

    /// One image that a swap replaced.
    public struct Change: Hashable, Sendable {
        /// The image before.
        public let old: Descriptor
        /// The image after.
        public let new: Descriptor
    }

    /// Replaces layers of an image, or of each image that an index lists, and lists the result as a candidate.
    ///
    /// What an index lists beside images, as attestations of a build, is about images that are no longer there, and left out.
    /// - Throws: as ``swap(_:in:)``.
    public func swapEach(_ replacements: [LayerReplacement], in root: Descriptor) throws -> IndexOutcome {
        guard root.mediaType.isIndex else {
            let outcome = try swap(replacements, in: root)
            return IndexOutcome(
                image: outcome.image, images: [Change(old: root, new: outcome.image)], replaced: outcome.replaced)
        }
        guard root.mediaType == .index else { throw SwapError.foreignManifest(root.digest, root.mediaType) }
        var index: ImageIndex
        let bytes = try layout.read(root)
        do { index = try ImageIndex(JSON(parsing: bytes)) } catch { throw LayoutError.document(root.digest, error) }
        var (entries, changes): ([Descriptor], [Change]) = ([], [])
        var replaced: [NamedLayer] = []
        for entry in index.manifests where entry.platform?.os != "unknown" {
            let outcome = try swap(replacements, in: entry)
            var new = entry
            new.digest = outcome.image.digest
            new.size = outcome.image.size
            entries.append(new)
            changes.append(Change(old: entry, new: outcome.image))
            replaced = outcome.replaced
        }
        guard !entries.isEmpty else { throw SwapError.emptyIndex(root.digest) }
        index.manifests = entries
        index.annotations[Annotation.previous] = root.digest.description
        index.annotations[Annotation.swapped] = replacements.map(\.name).joined(separator: ",")
        var image = try layout.write(index.json.canonical(), as: .index)
        let bare = image
        image.annotations[Annotation.candidate] = "true"
        try layout.list([image])
        return IndexOutcome(image: bare, images: changes, replaced: replaced)
    }
}

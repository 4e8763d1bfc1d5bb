public import OCI

/// The locked base of an image: the reference as the recipe writes it, and the manifest that it means on the platform.
///
/// Configuration and layers stand in the manifest by their digests, so nothing else is locked.
public struct BaseLock: Hashable, Sendable {
    /// The image that the recipe names, which may be an index.
    public let image: PinnedImage
    /// The manifest for the recipe's platform.
    public let manifest: Descriptor

    init(image: PinnedImage, manifest: Descriptor) {
        self.image = image
        self.manifest = Descriptor(mediaType: manifest.mediaType, digest: manifest.digest, size: manifest.size)
    }

    init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["reference", "manifest"])
        image = try object.required("reference").pinnedImage()
        let manifestField = try object.required("manifest")
        try manifestField.object().refuseOthers(than: ["mediaType", "digest", "size"])
        manifest = try Descriptor(manifestField)
        guard manifest.mediaType.isManifest else {
            throw manifestField.invalid("\(manifest.mediaType) is no image's manifest")
        }
    }

    var json: JSON { ["reference": .string(image.description), "manifest": manifest.json] }
}

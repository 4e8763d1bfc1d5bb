import OCI

extension LocatedImage {
    /// How many indexes are followed, one within the other.
    private static let indexDepth = 4

    /// The image for a platform: of an index the first that is for it, of an image itself.
    ///
    /// - Throws: ``PlatformError`` where there is none, `LayoutError` for a document that is missing or damaged.
    func image(for platform: Platform) throws -> LocatedImage {
        var image = descriptor
        for _ in 0..<LocatedImage.indexDepth where image.mediaType.isIndex {
            let index = try ImageIndex(JSON(parsing: layout.read(image)))
            guard let entry = index.entry(for: platform) else {
                throw PlatformError(
                    image: descriptor.digest, asked: platform, known: index.manifests.compactMap(\.platform))
            }
            image = entry
        }
        guard !image.mediaType.isIndex else {
            throw PlatformError(image: descriptor.digest, asked: platform, known: [])
        }
        if !descriptor.mediaType.isIndex {
            let own = try layout.config(of: layout.manifest(image)).platform
            guard own.runs(platform) else {
                throw PlatformError(image: descriptor.digest, asked: platform, known: [own])
            }
        }
        return LocatedImage(layout: layout, descriptor: image)
    }
}

/// There is no image for a platform.
struct PlatformError: Error, Equatable, CustomStringConvertible {
    let image: Digest
    let asked: Platform
    let known: [Platform]

    /// The sentence for people.
    var description: String {
        // Builders list what they attach to images under a platform that is none.
        let others = known.filter { $0.os != "unknown" }.map(\.description)
        return others.isEmpty
            ? "\(image) holds no image for \(asked), and none for another platform"
            : "\(image) holds no image for \(asked), only for \(others.joined(separator: ", ")); "
                + "name one of these with --platform"
    }
}

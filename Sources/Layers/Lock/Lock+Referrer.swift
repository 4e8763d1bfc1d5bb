public import OCI

extension Lock {
    /// The lock that an image was made from, where it carries one: what was swapped does not.
    ///
    /// - Throws: `LayoutError`, `JSONError`.
    public init?(attachedTo image: Digest, in layout: ImageLayout) throws {
        guard let referrer = try layout.referrers(of: image, type: .lock).first,
            let blob = try layout.manifest(referrer).layers.first(where: { $0.mediaType == .lock })
        else { return nil }
        try self.init(JSON(parsing: layout.read(blob, limit: JSONLimits.large.bytes), limits: .large))
    }

    /// The maintainer scripts that were not run, by layer and package; nothing for layers whose packages were configured.
    public var skippedScripts: [(layer: String, package: String, scripts: [String])] {
        layers.flatMap { layer -> [(layer: String, package: String, scripts: [String])] in
            guard case .debian(let debian) = layer.content else { return [] }
            return debian.packages.filter { !$0.skippedScripts.isEmpty }
                .map { (layer.name, $0.name.text, $0.skippedScripts) }
        }
    }
}

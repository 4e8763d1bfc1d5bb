import OCI

/// The lock of an image: its own, or after a swap that of the image that the swap started from.
struct LockBinding {
    /// The image that the lock belongs to.
    let owner: Descriptor
    let side: ImageSide
    /// The lock's bytes.
    let lock: [UInt8]
    /// The recipe that the image carries; nil where it carries none.
    let recipe: Descriptor?

    /// How many swaps are followed back.
    private static let longestHistory = 100

    /// Finds the lock by the digests that manifests name, so that nobody can put another in its place.
    ///
    /// - Returns: Nil where there is none; what is wrong with how it is bound goes to `report`.
    /// - Throws: `LayoutError`.
    static func find(
        for image: Descriptor, in layout: ImageLayout, report: inout ConformanceReport
    ) throws -> LockBinding? {
        var owner = image
        var visited: Set<Digest> = []
        while visited.insert(owner.digest).inserted, visited.count <= longestHistory {
            let side = try ImageSide(owner, in: layout)
            let annotations = side.manifest.annotations
            let locks = try blobs(.lock, of: owner, in: layout)
            if let named = annotations[Annotation.lock] {
                guard let blob = locks.first(where: { $0.digest.description == named }) else {
                    report.add(
                        Finding(
                            .lockBinding, subject: owner.digest, expected: "the lock \(named) among its referrers",
                            actual: locks.isEmpty ? "none" : locks.map(\.digest.description).joined(separator: ", ")))
                    return nil
                }
                let lock = try layout.read(blob, limit: JSONLimits.large.bytes)
                let recipe = try recipe(of: owner, annotations, in: layout, report: &report)
                return LockBinding(owner: owner, side: side, lock: lock, recipe: recipe)
            }
            if let stray = locks.first {
                report.add(
                    Finding(
                        .lockBinding, subject: owner.digest, expected: "an image that names its lock",
                        actual: "none named, but \(stray.digest) says that it is its lock"))
                return nil
            }
            guard let previous = annotations[Annotation.previous],
                let entry = try layout.index().manifests.first(where: { $0.digest.description == previous })
            else { return nil }
            owner = entry
        }
        return nil
    }

    private static func recipe(
        of image: Descriptor, _ annotations: [String: String], in layout: ImageLayout,
        report: inout ConformanceReport
    ) throws -> Descriptor? {
        let recipes = try blobs(.recipe, of: image, in: layout)
        if let named = annotations[Annotation.recipe],
            let own = recipes.first(where: { $0.digest.description == named })
        {
            return own
        }
        report.add(
            Finding(
                .lockBinding, subject: image.digest,
                expected:
                    "the recipe \(annotations[Annotation.recipe] ?? "that the lock was made from") among its referrers",
                actual: recipes.isEmpty ? "none" : recipes.map(\.digest.description).joined(separator: ", ")))
        return nil
    }

    private static func blobs(
        _ type: MediaType, of image: Descriptor, in layout: ImageLayout
    ) throws -> [Descriptor] {
        try layout.referrers(of: image.digest, type: type).flatMap { referrer in
            try layout.manifest(referrer).layers.filter { $0.mediaType == type }
        }
    }
}

public import OCI

/// What is different between two images.
public struct ImageDiff: Hashable, Sendable {
    /// The manifest of the first image.
    public let old: Digest
    /// The manifest of the second image.
    public let new: Digest
    /// The members of the configuration that differ; its list of diffIDs aside, which the layers tell.
    public let config: [FieldChange]
    /// The annotations of the manifest that differ.
    public let annotations: [FieldChange]
    /// The layers that differ, in the order of the second image, then those that it lacks.
    public let layers: [LayerChange]

    /// Whether the images differ in nothing that is looked at.
    public var isEmpty: Bool { config.isEmpty && annotations.isEmpty && layers.isEmpty }

    /// Compares two images, of one layout or of two. Layers of the same content are not read.
    ///
    /// - Parameter jobs: how many layers are read at once.
    /// - Throws: `LayoutError` for a blob or document that is missing or damaged, ``DiffError`` for a layer that is.
    public init(
        from old: Descriptor, in oldLayout: ImageLayout, to new: Descriptor, in newLayout: ImageLayout, jobs: Int,
        limits: AuditLimits = AuditLimits()
    ) async throws {
        let before = try ImageSide(old, in: oldLayout)
        let after = try ImageSide(new, in: newLayout)
        self.old = old.digest
        self.new = new.digest
        config = FieldChange.between(before.comparableConfig, after.comparableConfig)
        annotations = FieldChange.between(.strings(before.manifest.annotations), .strings(after.manifest.annotations))
        layers = try await ImageDiff.pairs(before, after).concurrentMap(width: max(1, jobs)) { pair in
            try await runBlocking { try pair.change(limits: limits) }
        }
    }

    private static func pairs(_ before: ImageSide, _ after: ImageSide) -> [LayerPair] {
        let oldNames = before.layers.map(\.name)
        let newNames = after.layers.map(\.name)
        let oldCommon = oldNames.filter(Set(newNames).contains)
        let newCommon = newNames.filter(Set(oldNames).contains)
        let oldByName = Dictionary(before.layers.map { ($0.name, $0) }) { first, _ in first }
        var pairs: [LayerPair] = []
        for layer in after.layers {
            let counterpart = oldByName[layer.name]
            let isMoved = oldCommon.firstIndex(of: layer.name) != newCommon.firstIndex(of: layer.name)
            if let counterpart, counterpart.descriptor.digest == layer.descriptor.digest, !isMoved { continue }
            pairs.append(LayerPair(old: counterpart, new: layer))
        }
        let kept = Set(newNames)
        return pairs + before.layers.filter { !kept.contains($0.name) }.map { LayerPair(old: $0, new: nil) }
    }

    /// The difference as one document.
    public var json: JSON {
        [
            "old": .string(old.description), "new": .string(new.description), "equal": .bool(isEmpty),
            "config": .array(config.map(\.json)), "annotations": .array(annotations.map(\.json)),
            "layers": .array(layers.map(\.json)),
        ]
    }

    /// The difference for people; no line where there is none.
    public var lines: [String] {
        config.map { "config \($0.line)" } + annotations.map { "annotation \($0.line)" } + layers.flatMap(\.lines)
    }
}

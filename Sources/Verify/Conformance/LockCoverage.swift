import OCI

/// Which of an image's layers a lock speaks of, and whether they say so themselves.
struct LockCoverage {
    private let binding: LockBinding
    private let facts: LockFacts
    private let claims: [String: [String: String]]
    private let layout: ImageLayout

    init(of binding: LockBinding, facts: LockFacts, claims: [LayerClaim], layout: ImageLayout) {
        self.binding = binding
        self.facts = facts
        self.claims = Dictionary(claims.map { ($0.name, $0.annotations) }) { first, _ in first }
        self.layout = layout
    }

    /// What the lock says of the layers of `side`, by their places.
    ///
    /// - Throws: `LayoutError`.
    mutating func run(over side: ImageSide, report: inout ConformanceReport) throws -> [Int: LayerFacts] {
        let owner = binding.side.manifest.layers
        let names = owner.map { $0.annotations[Annotation.layerName] }
        let base = owner.count - facts.layers.count
        let locked = facts.layers.map(\.name)
        let hasBase = facts.base != nil
        guard base >= 0, hasBase || base == 0, names.dropFirst(base).elementsEqual(locked, by: { $0 == $1 }) else {
            report.add(
                Finding(
                    .lockLayers, subject: binding.owner.digest,
                    expected: "the layers \(locked.joined(separator: ", "))",
                    actual: names.map { $0 ?? "without a name" }.joined(separator: ", ")))
            return [:]
        }
        let isBaseKnown = try checkBase(Array(owner.prefix(base)), report: &report)
        var covered: [Int: LayerFacts] = [:]
        for (position, layer) in side.layers.enumerated() {
            if position < base, owner[position].digest == layer.descriptor.digest {
                leaveOut(
                    layer,
                    isBaseKnown
                        ? "it is a layer of the base"
                        : "it lies below the locked ones, and the base's manifest is not here to tell whose it is",
                    report: &report)
                continue
            }
            let place = position - base
            guard facts.layers.indices.contains(place), owner[position].digest == layer.descriptor.digest else {
                leaveOut(layer, "it was swapped", report: &report)
                continue
            }
            covered[position] = facts.layers[place]
            report.covered.append(PrintableText(layer.name))
            check(layer, as: facts.layers[place], report: &report)
        }
        return covered
    }

    private func leaveOut(_ layer: ImageSide.NamedLayer, _ reason: String, report: inout ConformanceReport) {
        report.uncovered.append(ConformanceReport.Uncovered(layer: PrintableText(layer.name), reason: reason))
    }

    private func check(_ layer: ImageSide.NamedLayer, as facts: LayerFacts, report: inout ConformanceReport) {
        let actual = layer.descriptor.annotations
        let expected = claims[facts.name] ?? [:]
        let keys = Set(expected.keys).union(actual.keys.filter(LockCoverage.isOwn))
        for key in keys.sorted() where expected[key] != actual[key] {
            report.add(
                Finding(
                    .lockLayers, subject: layer.descriptor.digest, layer: layer.name,
                    expected: expected[key].map { "\(key)=\($0)" } ?? "no \(key)",
                    actual: actual[key].map { "\(key)=\($0)" } ?? "no \(key)"))
        }
    }

    /// Whether an annotation is one that only the composer writes.
    private static func isOwn(_ key: String) -> Bool {
        key.hasPrefix("dev.imagesmith.") || key.hasPrefix("org.cncf.model.")
    }

    /// The layers below the locked ones are those of the base that the lock names by its digest.
    ///
    /// - Returns: Whether the base's manifest is here to compare them with; without it the image's own digest is what there is.
    private func checkBase(_ layers: [Descriptor], report: inout ConformanceReport) throws -> Bool {
        guard let base = facts.base, try layout.contains(base) else { return false }
        let expected = try layout.manifest(base).layers.map(\.digest)
        if expected != layers.map(\.digest) {
            report.add(
                Finding(
                    .lockLayers, subject: binding.owner.digest, expected: "the layers of the base \(base.digest)",
                    actual: "others below the locked ones"))
            return false
        }
        return true
    }
}

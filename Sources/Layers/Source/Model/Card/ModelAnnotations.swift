import Archive
import OCI

/// What an image says of a model's layer beside its files: licence, card, formats, the recipe's own notes.
///
/// A lock keeps them, so that they are decided once, but no byte of the layer depends on them.
enum ModelAnnotations {
    /// The largest number of a recipe's own notes.
    static let mostMetadata = 50

    /// Decides the annotations of a layer.
    ///
    /// - Throws: ``ModelAnnotationError`` where the card is not there or cannot be read.
    static func decide(
        _ notes: ModelRecipe.Notes, facts: [TarPath: ModelFacts], entries: [LayerEntry], below path: TarPath
    ) throws -> [String: String] {
        var annotations: [String: String] = [:]
        var licenses: [String] = []
        if let name = notes.card {
            let card = try card(name, entries: entries, below: path)
            annotations[Annotation.modelCard] = name.text
            licenses = card.licenses.map { SPDXLicense.expression($0) }
            annotations[Annotation.modelLanguages] = list(card.languages)
            annotations[Annotation.modelTags] = list(card.tags)
        }
        annotations[Annotation.licenses] =
            notes.license ?? (licenses.isEmpty ? nil : licenses.joined(separator: " AND "))
        annotations[Annotation.modelFormat] = list(Set(facts.values.map(\.format.rawValue)).sorted())
        annotations[Annotation.modelOpset] = list(Set(facts.values.compactMap(\.opset)).sorted().map { "\($0)" })
        if !facts.isEmpty {
            annotations[Annotation.modelTensors] = "\(facts.values.reduce(0) { $0 + $1.tensors })"
            let parameters = facts.values.reduce(Int64(0)) { $0.addingClamped($1.parameters) }
            annotations[Annotation.modelParameters] = "\(parameters)"
        }
        for (key, value) in notes.metadata { annotations[Annotation.modelMetadata + key] = value }
        return annotations
    }

    /// Whether a lock may set an annotation: one of those that are decided here.
    static func isOwn(_ key: String) -> Bool {
        let own: Set<String> = [
            Annotation.licenses, Annotation.modelCard, Annotation.modelLanguages, Annotation.modelTags,
            Annotation.modelFormat, Annotation.modelOpset, Annotation.modelTensors, Annotation.modelParameters,
        ]
        return own.contains(key) || key.hasPrefix(Annotation.modelMetadata)
    }

    private static func list(_ texts: [String]) -> String? { texts.isEmpty ? nil : texts.joined(separator: ",") }

    private static func card(_ name: TarPath, entries: [LayerEntry], below path: TarPath) throws -> ModelCard {
        let place = try path.appending(name)
        guard let entry = entries.first(where: { $0.tar.path == place }) else {
            throw ModelAnnotationError.missingCard(name)
        }
        var bytes: [UInt8] = []
        do {
            try entry.forEachChunk { chunk in
                bytes.append(contentsOf: chunk.prefix(ModelCard.longest - bytes.count))
                if bytes.count == ModelCard.longest { throw Enough() }
            }
        } catch is Enough {}
        do { return try ModelCard(String(decoding: bytes, as: UTF8.self)) } catch {
            throw ModelAnnotationError.card(name, error)
        }
    }

    private struct Enough: Error {}
}

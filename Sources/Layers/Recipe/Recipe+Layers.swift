import Archive
import OCI

extension RecipeField {
    func layers() throws(RecipeError) -> [LayerRecipe] {
        var layers: [LayerRecipe] = []
        for field in try elements() {
            let layer = try field.layer()
            guard !layers.contains(where: { $0.name == layer.name }) else {
                throw field.invalid("the layer name '\(layer.name)' stands twice")
            }
            layers.append(layer)
        }
        guard !layers.isEmpty else { throw invalid("an image needs at least one layer") }
        try checkLibraries(layers)
        return layers
    }

    private func layer() throws(RecipeError) -> LayerRecipe {
        let kinds = ["debian", "wheels", "model", "files", "runtime", "libraries"]
        let members = try members(["name", "compression"] + kinds)
        let nameField = try members.required("name")
        let name = try nameField.string()
        guard LayerRecipe.isName(name) else {
            throw nameField.invalid("'\(name)' is not a layer's name: lowercase letters, digits and single . _ - are")
        }
        let present = kinds.compactMap { kind in members.optional(kind).map { (kind, $0) } }
        guard present.count == 1, let (kind, field) = present.first else {
            throw invalid("a layer is exactly one of \(kinds.joined(separator: ", "))")
        }
        let source: LayerRecipe.Source =
            switch kind {
            case "debian": .debian(try field.debian())
            case "wheels": .wheels(try field.wheels())
            case "model": .model(try field.model())
            case "files": .files(try field.files())
            case "runtime": .runtime(try field.runtime())
            default: .libraries(try field.libraries())
            }
        return LayerRecipe(
            name: name, compression: try members.optional("compression")?.compression() ?? nil, source: source,
            request: Digest(of: json.canonical()))
    }
}

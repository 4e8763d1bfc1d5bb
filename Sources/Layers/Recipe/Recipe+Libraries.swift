extension RecipeField {
    func libraries() throws(RecipeError) -> LibrariesRecipe {
        let members = try members(["name", "directories"])
        let nameField = try members.required("name")
        let nameText = try nameField.string()
        let name: LoaderFileName
        do { name = try LoaderFileName(nameText) } catch { throw nameField.invalid(error.description) }
        let field = try members.required("directories")
        var directories: [LibraryDirectory] = []
        for element in try field.elements() {
            let text = try element.string()
            do { directories.append(try LibraryDirectory(text)) } catch { throw element.invalid(error.description) }
        }
        guard !directories.isEmpty else { throw field.invalid("at least one is needed") }
        return LibrariesRecipe(name: name, directories: directories)
    }

    /// Refuses layers that bring libraries above the one that lists them, and a second such list.
    func checkLibraries(_ layers: [LayerRecipe]) throws(RecipeError) {
        guard let place = layers.firstIndex(where: { $0.kind == .libraries }) else { return }
        for layer in layers[(place + 1)...] where [.debian, .wheels, .libraries].contains(layer.kind) {
            throw invalid(
                "the layer '\(layer.name)' (\(layer.kind)) stands above '\(layers[place].name)', "
                    + "which lists the libraries of the layers below it; put that one later")
        }
    }
}

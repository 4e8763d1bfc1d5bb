extension RecipeField {
    func debian() throws(RecipeError) -> DebianRecipe {
        let members = try members(["suite", "components", "archives", "packages"])
        let packages = try members.required("packages").strings()
        if let field = members.optional("archives") {
            guard members.optional("suite") == nil, members.optional("components") == nil else {
                throw field.invalid("'archives' stands instead of 'suite' and 'components', not beside them")
            }
            var archives: [DebianRecipe.Archive] = []
            for element in try field.elements() { archives.append(try element.archive()) }
            guard !archives.isEmpty else { throw field.invalid("at least one archive is needed") }
            return DebianRecipe(archives: archives, packages: packages)
        }
        let suite = try members.required("suite").string()
        let components = try members.optional("components")?.strings() ?? ["main"]
        return DebianRecipe(
            archives: [
                .init(name: "debian", suites: [suite, "\(suite)-updates"], components: components, keyring: nil),
                .init(name: "debian-security", suites: ["\(suite)-security"], components: components, keyring: nil),
            ], packages: packages)
    }

    private func archive() throws(RecipeError) -> DebianRecipe.Archive {
        let members = try members(["name", "suites", "components", "signed-by"])
        return DebianRecipe.Archive(
            name: try members.required("name").string(), suites: try members.required("suites").strings(),
            components: try members.optional("components")?.strings() ?? ["main"],
            keyring: try members.optional("signed-by")?.localPath())
    }
}

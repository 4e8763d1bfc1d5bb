extension RecipeField {
    func debian() throws(RecipeError) -> DebianRecipe {
        let members = try members([
            "suite", "components", "archives", "packages", "configure", "slim", "exclude", "keep",
        ])
        let packages = try members.required("packages").strings()
        let configure = try members.optional("configure")?.configure() ?? .scripts
        let paths = try pathRules(members)
        if let field = members.optional("archives") {
            guard members.optional("suite") == nil, members.optional("components") == nil else {
                throw field.invalid("'archives' stands instead of 'suite' and 'components', not beside them")
            }
            var archives: [DebianRecipe.Archive] = []
            for element in try field.elements() { archives.append(try element.archive()) }
            guard !archives.isEmpty else { throw field.invalid("at least one archive is needed") }
            return DebianRecipe(archives: archives, packages: packages, configure: configure, paths: paths)
        }
        let suite = try members.required("suite").string()
        let components = try members.optional("components")?.strings() ?? ["main"]
        return DebianRecipe(
            archives: [
                .init(name: "debian", suites: [suite, "\(suite)-updates"], components: components, keyring: nil),
                .init(name: "debian-security", suites: ["\(suite)-security"], components: components, keyring: nil),
            ], packages: packages, configure: configure, paths: paths)
    }

    private func configure() throws(RecipeError) -> DebianConfigure {
        let text = try string()
        guard let configure = DebianConfigure(rawValue: text) else {
            throw invalid("'\(text)' is no way to configure packages: scripts and none are")
        }
        return configure
    }

    /// What `slim`, `exclude` and `keep` say together; slim's lists are spelled out, so that the lock holds them.
    private func pathRules(_ members: RecipeMembers) throws(RecipeError) -> DebianPathRules {
        let own = DebianPathRules(
            exclude: try members.optional("exclude")?.pathPatterns() ?? [],
            keep: try members.optional("keep")?.pathPatterns() ?? [])
        guard let slim = members.optional("slim"), try slim.bool() else { return own }
        do { return try own.union(.slim()) } catch { throw slim.invalid("\(error)") }
    }

    private func pathPatterns() throws(RecipeError) -> [DebianPathPattern] {
        var patterns: [DebianPathPattern] = []
        for field in try elements() {
            let text = try field.string()
            do { patterns.append(try DebianPathPattern(text)) } catch { throw field.invalid("\(error)") }
        }
        return patterns
    }

    private func archive() throws(RecipeError) -> DebianRecipe.Archive {
        let members = try members(["name", "suites", "components", "signed-by"])
        return DebianRecipe.Archive(
            name: try members.required("name").string(), suites: try members.required("suites").strings(),
            components: try members.optional("components")?.strings() ?? ["main"],
            keyring: try members.optional("signed-by")?.localPath())
    }
}

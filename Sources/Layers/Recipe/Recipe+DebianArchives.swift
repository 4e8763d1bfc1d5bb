import HTTP
import Yams

extension RecipeField {
    /// The archives that a layer names, or those that its `suite` stands for, and the priorities that they are given.
    func archives(
        _ members: RecipeMembers
    ) throws(RecipeError) -> (archives: [DebianRecipe.Archive], priorities: [String: Int]) {
        guard let field = members.optional("archives") else {
            let suite = try members.required("suite").string()
            let components = try members.optional("components")?.strings() ?? ["main"]
            let archives: [DebianRecipe.Archive] = [
                .init(name: "debian", suites: [suite, "\(suite)-updates"], components: components),
                .init(name: "debian-security", suites: ["\(suite)-security"], components: components),
            ]
            return (archives, [:])
        }
        guard members.optional("suite") == nil, members.optional("components") == nil else {
            throw field.invalid("'archives' stands instead of 'suite' and 'components', not beside them")
        }
        var archives: [DebianRecipe.Archive] = []
        var priorities: [String: Int] = [:]
        for element in try field.elements() {
            let (archive, priority) = try element.archive()
            // What a lock says of an archive it says by its name: only suites and components may differ.
            if let first = archives.first(where: { $0.name == archive.name }) {
                guard first.isAlike(archive), priorities[archive.name] == priority else {
                    throw element.invalid("the archive '\(archive.name)' stands twice, with different members")
                }
            }
            archives.append(archive)
            priorities[archive.name] = priority
        }
        guard !archives.isEmpty else { throw field.invalid("at least one archive is needed") }
        return (archives, priorities)
    }

    private func archive() throws(RecipeError) -> (DebianRecipe.Archive, Int?) {
        let members = try members([
            "name", "suites", "components", "signed-by", "url", "check-valid-until", "snapshots", "priority",
        ])
        let suites = try members.required("suites")
        let names = try suites.strings()
        let isFlat = names.contains { $0.hasSuffix("/") }
        guard !isFlat || names.allSatisfy({ $0.hasSuffix("/") }) else {
            throw suites.invalid("a directory, with a slash at its end, and suites by name are two archives")
        }
        if isFlat, let field = members.optional("components") {
            throw field.invalid("a suite that is a directory has no components")
        }
        let archive = DebianRecipe.Archive(
            name: try members.required("name").string(), suites: names,
            components: isFlat ? [] : try members.optional("components")?.strings() ?? ["main"],
            keyring: try members.optional("signed-by")?.localPath(), url: try members.optional("url")?.address(),
            checksValidUntil: try members.optional("check-valid-until")?.bool() ?? true,
            snapshots: try members.optional("snapshots")?.snapshots())
        do { _ = try archive.requested() } catch { throw invalid("\(error)") }
        return (archive, try members.optional("priority")?.priority())
    }

    /// A name, or a name with an address.
    private func snapshots() throws(RecipeError) -> DebianRecipe.Snapshots {
        guard isMapping else { return DebianRecipe.Snapshots(name: try string(), url: nil) }
        let members = try members(["name", "url"])
        return DebianRecipe.Snapshots(
            name: try members.required("name").string(), url: try members.optional("url")?.address())
    }

    /// An address of HTTP without a login, since the recipe goes into the image.
    private func address() throws(RecipeError) -> HTTPURL {
        let text = try string()
        do { return try HTTPURL(text) } catch { throw invalid("\(error)") }
    }
}

extension DebianRecipe.Archive {
    /// Whether two entries say the same of their archive.
    fileprivate func isAlike(_ other: Self) -> Bool {
        (keyring, url, snapshots, checksValidUntil) == (
            other.keyring, other.url, other.snapshots, other.checksValidUntil
        )
    }
}

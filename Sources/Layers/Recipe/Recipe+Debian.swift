extension RecipeField {
    func debian() throws(RecipeError) -> DebianRecipe {
        let members = try members([
            "suite", "components", "archives", "packages", "recommends", "pins", "configure", "slim", "exclude", "keep",
        ])
        let (archives, priorities) = try archives(members)
        return DebianRecipe(
            archives: archives, packages: try members.required("packages").wishes(),
            recommends: try members.optional("recommends")?.bool() ?? false,
            policy: DebianPolicy(pins: try members.optional("pins")?.pins() ?? [], archives: priorities),
            configure: try members.optional("configure")?.configure() ?? .scripts, paths: try pathRules(members))
    }

    private func wishes() throws(RecipeError) -> [DebianWish] {
        try parsed { (text) throws(DebianNameError) in try DebianWish(parsing: text) }
    }

    private func pathPatterns() throws(RecipeError) -> [DebianPathPattern] {
        try parsed { (text) throws(DebianNameError) in try DebianPathPattern(text) }
    }

    /// The elements of a list, each parsed.
    private func parsed<Value>(
        _ parse: (String) throws(DebianNameError) -> Value
    ) throws(RecipeError) -> [Value] {
        var values: [Value] = []
        for field in try elements() {
            let text = try field.string()
            do { values.append(try parse(text)) } catch { throw field.invalid("\(error)") }
        }
        return values
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

    private func pins() throws(RecipeError) -> [DebianPin] {
        var pins: [DebianPin] = []
        for field in try elements() { pins.append(try field.pin()) }
        return pins
    }

    private func pin() throws(RecipeError) -> DebianPin {
        let members = try members(["package", "archive", "suite", "component", "version", "priority"])
        let target: DebianPin.Target
        let origin = ["archive", "suite", "component"]
        if let version = members.optional("version") {
            guard !origin.contains(where: { members.optional($0) != nil }) else {
                throw invalid("a pin is about a version, or about an archive, suite and component")
            }
            target = .version(try version.string())
        } else {
            target = .origin(
                archive: try members.optional("archive")?.string(), suite: try members.optional("suite")?.string(),
                component: try members.optional("component")?.string())
        }
        let package = try members.required("package").string()
        let priority = try members.required("priority").priority()
        do { return try DebianPin(packages: package, target: target, priority: priority) } catch {
            throw invalid("\(error)")
        }
    }

    func priority() throws(RecipeError) -> Int {
        let number = try integer(in: -32768...32767)
        guard number != 0 else { throw invalid("the priority 0 means nothing in apt; below it is never") }
        return number
    }
}

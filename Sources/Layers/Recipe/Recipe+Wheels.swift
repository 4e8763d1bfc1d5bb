import Archive
import HTTP

extension RecipeField {
    func wheels() throws(RecipeError) -> WheelsRecipe {
        let members = try members([
            "python", "requirements", "exclude-newer", "overrides", "excludes", "provided-by", "index", "indexes",
            "build", "bytecode",
            "links", "prefix", "only",
        ])
        let pythonField = try members.required("python")
        let python = try pythonField.string()
        guard python.wholeMatch(of: /3\.[0-9]{1,2}/) != nil else {
            throw pythonField.invalid("'\(python)' is not a version of Python as \"3.11\"")
        }
        let requirements = try members.required("requirements")
        guard try !requirements.elements().isEmpty else { throw requirements.invalid("at least one is needed") }
        return WheelsRecipe(
            python: python, requirements: try requirements.strings(),
            excludeNewer: try members.optional("exclude-newer")?.string(),
            overrides: try members.optional("overrides")?.strings() ?? [],
            excludes: try members.optional("excludes")?.projects() ?? [],
            provided: try members.optional("provided-by")?.provided() ?? [:],
            index: try members.optional("index")?.string() ?? "pypi",
            extraIndexes: try members.optional("indexes")?.indexes() ?? [],
            build: try members.optional("build")?.projects() ?? [],
            hasBytecode: try members.optional("bytecode")?.bytecode() ?? false,
            links: try members.optional("links")?.links() ?? [],
            prefix: try members.optional("prefix")?.imagePath(), only: try members.optional("only")?.globs() ?? [])
    }

    private func projects() throws(RecipeError) -> [ProjectName] {
        var projects: [ProjectName] = []
        for field in try elements() { projects.append(try field.project()) }
        return projects
    }

    private func provided() throws(RecipeError) -> [ProjectName: ProjectProvider] {
        var provided: [ProjectName: ProjectProvider] = [:]
        for (name, member) in try anyMembers().fields {
            let project: ProjectName
            do { project = try ProjectName(name) } catch { throw member.field.invalid(error.description) }
            guard provided.updateValue(try member.field.provider(), forKey: project) == nil else {
                throw member.field.invalid("the project '\(project)' stands twice")
            }
        }
        return provided
    }

    /// The provider's name, or `{by: NAME, version: VERSION}` where the declared version is another than the provider's.
    private func provider() throws(RecipeError) -> ProjectProvider {
        let (nameField, versionField): (RecipeField, RecipeField?)
        if isMapping {
            let members = try members(["by", "version"])
            (nameField, versionField) = (try members.required("by"), try members.required("version"))
        } else {
            (nameField, versionField) = (self, nil)
        }
        let (project, version) = (try nameField.project(), try versionField?.string())
        do { return try ProjectProvider(project, version: version) } catch {
            throw (versionField ?? nameField).invalid(error.description)
        }
    }

    private func project() throws(RecipeError) -> ProjectName {
        let text = try string()
        do { return try ProjectName(text) } catch { throw invalid(error.description) }
    }

    private func indexes() throws(RecipeError) -> [WheelsRecipe.Index] {
        var indexes: [WheelsRecipe.Index] = []
        for field in try elements() {
            let members = try field.members(["name", "packages", "url"])
            let nameField = try members.required("name")
            let text = try nameField.string()
            let name: PythonIndexName
            do { name = try PythonIndexName(text) } catch { throw nameField.invalid(error.description) }
            guard !indexes.contains(where: { $0.name == name }) else {
                throw nameField.invalid("the index '\(name)' stands twice")
            }
            let packagesField = try members.required("packages")
            let packages = try packagesField.projects()
            guard !packages.isEmpty else { throw packagesField.invalid("at least one is needed") }
            indexes.append(
                WheelsRecipe.Index(name: name, packages: packages, url: try members.optional("url")?.address()))
        }
        return indexes
    }

    private func address() throws(RecipeError) -> HTTPURL {
        let text = try string()
        do { return try HTTPURL(text) } catch { throw invalid("\(error)") }
    }

    private func bytecode() throws(RecipeError) -> Bool {
        switch try string() {
        case "none": return false
        case BytecodeLock.mode: return true
        case let text: throw invalid("'\(text)' is no kind of byte-code: none and \(BytecodeLock.mode) are")
        }
    }

    private func links() throws(RecipeError) -> [WheelsRecipe.Link] {
        var links: [WheelsRecipe.Link] = []
        for (path, member) in try anyMembers().fields {
            let isAbsolute = path.hasPrefix("/")
            let place = try member.field.relativePath(isAbsolute ? String(path.dropFirst()) : path)
            let target = try member.field.string()
            // Whatever the directory above: a link that is sound nowhere is told here, with its line.
            do { _ = try WheelLink(path: place, target: target) } catch {
                if isAbsolute { throw member.field.invalid(error.description) }
            }
            links.append(WheelsRecipe.Link(place: isAbsolute ? .image(place) : .site(place), target: target))
        }
        return links
    }

    private func globs() throws(RecipeError) -> [PathGlob] {
        var globs: [PathGlob] = []
        for field in try elements() {
            let text = try field.string()
            do { globs.append(try PathGlob(text)) } catch { throw field.invalid(error.description) }
        }
        return globs
    }
}

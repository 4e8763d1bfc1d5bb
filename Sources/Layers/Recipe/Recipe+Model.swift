import HTTP
import OCI
import SystemPackage

extension RecipeField {
    func model() throws(RecipeError) -> ModelRecipe {
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
}

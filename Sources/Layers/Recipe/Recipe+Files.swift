import Archive
import SystemPackage

extension RecipeField {
    func files() throws(RecipeError) -> [FileRecipe] {
        var files: [FileRecipe] = []
        for field in try elements() { files.append(try field.fileRecipe()) }
        guard !files.isEmpty else { throw invalid("at least one file is needed") }
        return files
    }

    private func fileRecipe() throws(RecipeError) -> FileRecipe {
        let members = try members(["path", "source", "directory", "link", "mode", "owner"])
        let content: FileRecipe.Content
        switch (members.optional("source"), members.optional("directory"), members.optional("link")) {
        case (let field?, nil, nil): content = .source(try field.localPath())
        case (nil, let field?, nil):
            guard try field.bool() else { throw field.invalid("only 'true' has a meaning here") }
            content = .directory
        case (nil, nil, let field?):
            content = .link(try field.string())
            if let mode = members.optional("mode") { throw mode.invalid("a link has no mode of its own") }
        default: throw invalid("a file is exactly one of source, directory, link")
        }
        return FileRecipe(
            content: content, path: try members.required("path").imagePath(),
            mode: try members.optional("mode")?.mode(), owner: try members.optional("owner")?.owner() ?? .root)
    }

    private func mode() throws(RecipeError) -> UInt16 {
        let text = try string()
        guard text.wholeMatch(of: /[0-7]{3,4}/) != nil, let mode = UInt16(text, radix: 8) else {
            throw invalid("'\(text)' is not a mode in octal as \"0644\"")
        }
        return mode
    }

    private func owner() throws(RecipeError) -> TarOwner {
        let text = try string()
        let parts = text.split(separator: ":").compactMap { UInt32($0) }
        guard parts.count == 2, text == "\(parts[0]):\(parts[1])" else {
            throw invalid("'\(text)' is not an owner as 1000:1000")
        }
        return TarOwner(user: parts[0], group: parts[1])
    }

    /// A path on this machine, from the recipe's directory.
    func localPath() throws(RecipeError) -> FilePath {
        let path = FilePath(try string())
        return path.isAbsolute ? path : file.removingLastComponent().pushing(path)
    }

    /// An absolute path in the image.
    func imagePath() throws(RecipeError) -> TarPath {
        let text = try string()
        guard text.hasPrefix("/") else { throw invalid("'\(text)' is not an absolute path of the image") }
        let path = try relativePath(String(text.dropFirst()))
        // Debian's root has links of these names: a real directory over one takes the whole system away.
        let links = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"]
        if let first = path.components.first, let link = links.first(where: { first == Array($0.utf8) }) {
            throw invalid("'/\(link)' is a link in Debian; write /usr/\(link)")
        }
        return path
    }

    /// A path below another.
    func relativePath(_ text: String) throws(RecipeError) -> TarPath {
        do { return try TarPath(text) } catch { throw invalid("\(error)") }
    }
}

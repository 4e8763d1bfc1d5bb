import Archive
import OCI
public import SystemPackage
import Yams

extension Recipe {
    /// The largest recipe that is read.
    static let limit = 1 << 20

    /// Reads a recipe.
    ///
    /// - Throws: ``RecipeError`` with file, line and column.
    public init(contentsOf file: FilePath) throws(RecipeError) {
        let bytes: [UInt8]
        do { bytes = try file.read(limit: Recipe.limit) } catch {
            throw .unreadable(file, reason: error.description)
        }
        try self.init(parsing: bytes, file: file)
    }

    /// Parses a recipe whose paths start from `file`'s directory.
    public init(parsing bytes: [UInt8], file: FilePath) throws(RecipeError) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .unreadable(file, reason: "it is not UTF-8")
        }
        let root = RecipeField(node: try Recipe.node(of: text, file: file), path: "", file: file)
        let members = try root.members([
            "imagesmith", "name", "version", "description", "licenses", "epoch", "platform", "from", "compression",
            "layers", "privileges", "config", "smoke", "tags", "allow-latest",
        ])
        _ = try members.required("imagesmith").integer(in: 1...1)
        let nameField = try members.required("name")
        name = try nameField.string()
        guard ImageName.isRepositoryName(name) else { throw nameField.invalid("'\(name)' is not an image's name") }
        version = try members.required("version").string()
        summary = try members.optional("description")?.string()
        licenses = try members.optional("licenses")?.string()
        epoch = try members.required("epoch").epoch()
        platform = try members.optional("platform")?.platform() ?? Platform(os: "linux", architecture: "amd64")
        compression = try members.optional("compression")?.compression() ?? nil
        layers = try members.required("layers").layers()
        base = try members.optional("from")?.base(below: layers)
        privileges = try members.optional("privileges")?.privileges() ?? .none
        let config = members.optional("config")
        execution = try config?.execution() ?? ExecutionConfig()
        executionKeys = Set(try config?.anyMembers().fields.map(\.0) ?? [])
        smoke = try members.optional("smoke")?.smoke()
        tags = try members.optional("tags")?.tags() ?? []
        allowsLatest = try members.optional("allow-latest")?.bool() ?? false
        if smoke == nil, let field = members.optional("tags") {
            throw field.invalid("a recipe with tags needs smoke tests: nothing is tagged before it passed one")
        }
        self.file = file
        self.text = bytes
    }

    private static func node(of text: String, file: FilePath) throws(RecipeError) -> Node {
        func place(_ mark: Mark?) -> RecipeError.Place {
            RecipeError.Place(line: mark?.line ?? 1, column: mark?.column ?? 1, path: "")
        }
        do {
            guard let node = try compose(yaml: text) else {
                throw RecipeError.malformed(file, place(nil), .syntax("the recipe is empty"))
            }
            return node
        } catch let error as YamlError {
            switch error {
            case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
                .composer(let context, let problem, let mark, _):
                throw .malformed(file, place(mark), .syntax(context.map { "\($0.text), \(problem)" } ?? problem))
            case .reader(let problem, let offset, _, _):
                let lines = text.prefix(offset ?? 0).split(separator: "\n", omittingEmptySubsequences: false)
                let column = (lines.last?.unicodeScalars.count ?? 0) + 1
                throw .malformed(
                    file, RecipeError.Place(line: max(1, lines.count), column: column, path: ""), .syntax(problem))
            case .duplicatedKeysInMapping(let duplicates, let context):
                let keys = duplicates.sorted().joined(separator: "', '")
                throw .malformed(file, place(context.mark), .duplicateKey(keys))
            default:
                throw .unreadable(file, reason: "\(error)")
            }
        } catch {
            throw error as? RecipeError ?? .unreadable(file, reason: "\(error)")
        }
    }
}

extension RecipeField {
    func tags() throws(RecipeError) -> [TagTemplate] {
        var templates: [TagTemplate] = []
        for field in try elements() {
            let text = try field.string()
            do { templates.append(try TagTemplate(text)) } catch { throw field.invalid("\(error)") }
        }
        return templates
    }

    /// The image that the layers are put upon.
    func base(below layers: [LayerRecipe]) throws(RecipeError) -> PinnedImage {
        // dpkg's database of a foreign base is in layers that nobody reads while locking.
        if let debian = layers.first(where: { $0.kind == .debian }) {
            throw invalid(
                "the Debian layer '\(debian.name)' needs Debian layers below it; take 'from' or that layer out")
        }
        return try pinnedImage()
    }

    func platform() throws(RecipeError) -> Platform {
        let text = try string()
        guard let platform = try? Platform(text) else { throw invalid("'\(text)' is not os/architecture") }
        guard platform == Platform(os: "linux", architecture: "amd64") else {
            throw invalid("'\(text)' cannot be composed yet; linux/amd64 can")
        }
        return platform
    }

    /// Seconds since 1970, or a moment as `2026-11-01T00:00:00Z`.
    func epoch() throws(RecipeError) -> Int64 {
        let text = try string()
        guard let moment = Moment(text) else {
            throw invalid("'\(text)' is neither seconds since 1970 nor a moment as 2026-11-01T00:00:00Z")
        }
        return moment.seconds
    }

    /// A kind, or a kind with a level; `auto` is nil.
    func compression() throws(RecipeError) -> Compression? {
        if case .mapping = node {
            let members = try members(["kind", "level"])
            let level = try members.optional("level")?.integer(in: 1...19)
            return try members.required("kind").compression(level: level)
        }
        return try compression(level: nil)
    }

    private func compression(level: Int?) throws(RecipeError) -> Compression? {
        let text = try string()
        let codec: Codec
        switch text {
        case "auto": return nil
        case "none": codec = .none
        case "gzip": codec = .gzip
        case "zstd": codec = .zstd
        default: throw invalid("'\(text)' is not a compression: auto, zstd, gzip and none are")
        }
        do { return try Compression(codec, level: level) } catch { throw invalid("\(error)") }
    }

    func execution() throws(RecipeError) -> ExecutionConfig {
        let members = try members([
            "user", "env", "entrypoint", "command", "workdir", "ports", "labels", "stopSignal",
        ])
        var environment: [String] = []
        if let field = members.optional("env") {
            for (key, member) in try field.anyMembers().fields {
                guard !key.isEmpty, !key.contains("=") else {
                    throw member.field.invalid("'\(key)' is no variable's name")
                }
                environment.append("\(key)=\(try member.field.string())")
            }
        }
        var labels: [String: String] = [:]
        if let field = members.optional("labels") {
            for (key, member) in try field.anyMembers().fields { labels[key] = try member.field.string() }
        }
        return ExecutionConfig(
            user: try members.optional("user")?.string(), environment: environment,
            entrypoint: try members.optional("entrypoint")?.strings() ?? [],
            command: try members.optional("command")?.strings() ?? [],
            workingDirectory: try members.optional("workdir")?.string(),
            exposedPorts: try members.optional("ports")?.strings() ?? [], labels: labels,
            stopSignal: try members.optional("stopSignal")?.string())
    }
}

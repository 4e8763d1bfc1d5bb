import Archive
import OCI

/// What a lock says of an image that can be seen in the image: a reading of the document by itself, with none of the code
/// that builds images.
struct LockFacts: Hashable, Sendable {
    /// The digest of the recipe that the lock was made from.
    let recipe: Digest
    /// The latest time that anything may bear, in seconds since 1970.
    let epoch: Int64
    /// The manifest of the image that the layers were put upon; nil for none.
    let base: Descriptor?
    /// What files may do beyond those of Debian's own packages.
    let privileges: [EntryPath: Set<FilePower>]
    /// The layers, the lowest first.
    let layers: [LayerFacts]

    /// - Throws: `JSONError` for a document that is no lock of a version that is known here.
    init(_ json: JSON) throws(JSONError) {
        let object = try JSONField(json).object()
        let version = try object.required("imagesmith")
        guard try version.integer() == 1 else { throw version.invalid("only locks of version 1 are known") }
        recipe = try object.required("recipe").digest()
        epoch = try object.required("epoch").integer()
        base = try object.optional("base").map { field throws(JSONError) in
            try Descriptor(field.object().required("manifest"))
        }
        privileges =
            try object.optional("privileges").map { field throws(JSONError) in try LockFacts.privileges(field) } ?? [:]
        var layers: [LayerFacts] = []
        for field in try object.required("layers").elements() { layers.append(try LayerFacts(field)) }
        self.layers = layers
    }

    private static func privileges(_ field: JSONField) throws(JSONError) -> [EntryPath: Set<FilePower>] {
        var privileges: [EntryPath: Set<FilePower>] = [:]
        for (key, value) in try field.object().members {
            let words = JSONField(value, path: "\(field.path).\(key)")
            let path = try JSONField(.string(key), path: words.path).imagePath()
            for word in try words.strings() {
                guard let power = FilePower(word) else { throw words.invalid("'\(word)' is no privilege") }
                privileges[path, default: []].insert(power)
            }
        }
        return privileges
    }
}

/// What a lock says of one layer.
struct LayerFacts: Hashable, Sendable {
    let name: String
    let kind: String
    let content: Content

    /// What the layer holds, as far as the lock names it.
    enum Content: Hashable, Sendable {
        case debian(DebianFacts)
        case wheels(WheelsFacts)
        /// Every path with what must be there.
        case declared([EntryPath: DeclaredEntry])
    }

    init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        name = try object.required("name").string()
        let kindField = try object.required("kind")
        kind = try kindField.string()
        let content = try object.required("content").object()
        switch kind {
        case "debian": self.content = .debian(try DebianFacts(content))
        case "wheels": self.content = .wheels(try WheelsFacts(content))
        case "model": self.content = .declared(try DeclaredEntry.model(content))
        case "runtime": self.content = .declared(try DeclaredEntry.runtime(content))
        case "files": self.content = .declared(try DeclaredEntry.files(content))
        case "libraries": self.content = .declared(try DeclaredEntry.libraries(content))
        default: throw kindField.invalid("the kind '\(kind)' is not known")
        }
    }
}

/// What a lock says of a layer of Debian packages.
struct DebianFacts: Hashable, Sendable {
    /// The versions of the packages by name.
    let packages: [String: String]
    /// Whether the packages' scripts ran; without, there is no database that dpkg could work with.
    let isConfigured: Bool
    /// The patterns of paths that are left out, and of those that stay all the same.
    let exclude: [String]
    let keep: [String]

    init(_ object: JSONObject) throws(JSONError) {
        var packages: [String: String] = [:]
        for field in try object.required("packages").elements() {
            let package = try field.object()
            packages[try package.required("name").string()] = try package.required("version").string()
        }
        self.packages = packages
        isConfigured = try object.optional("configure")?.string() != "none"
        exclude = try object.optional("exclude")?.strings() ?? []
        keep = try object.optional("keep")?.strings() ?? []
    }
}

/// What a lock says of a layer of wheels.
struct WheelsFacts: Hashable, Sendable {
    /// The versions of the projects by name, of those that are only declared as installed, too.
    let projects: [String: String]
    /// The directory of the modules.
    let site: EntryPath
    /// The links that the recipe asks for.
    let links: [EntryPath: String]

    init(_ object: JSONObject) throws(JSONError) {
        var projects: [String: String] = [:]
        for field in try object.required("wheels").elements() + (object.optional("standIns")?.elements() ?? []) {
            let wheel = try field.object()
            projects[try wheel.required("project").string()] = try wheel.required("version").string()
        }
        self.projects = projects
        site = try object.required("scheme").object().required("site").imagePath()
        var links: [EntryPath: String] = [:]
        for field in try object.optional("links")?.elements() ?? [] {
            let link = try field.object()
            links[try link.required("path").imagePath()] = try link.required("target").string()
        }
        self.links = links
    }
}

extension JSONField {
    /// A path of an image, with the slash that it may begin with or without.
    func imagePath() throws(JSONError) -> EntryPath {
        let text = try string()
        do throws(TarFault) { return try EntryPath(Array(text.utf8.drop { $0 == UInt8(ascii: "/") })) } catch {
            throw invalid("'\(text.prefix(200))' is no path of an image")
        }
    }
}

public import OCI
public import SystemPackage

/// Every input of an image by name, size and SHA-256: all that a build reads beside the recipe.
///
/// Canonical JSON with indentation, so that a diff shows what moved. It names content, not hosts.
public struct Lock: Hashable, Sendable {
    /// The digest of the recipe that it was made from.
    public let recipe: Digest
    /// The recipe's epoch, in seconds since 1970.
    public let epoch: Int64
    /// What the image runs on.
    public let platform: Platform
    /// The image that the layers are put upon; nil for none.
    public let base: BaseLock?
    /// What files of the image may do beyond those of Debian's own packages.
    public let privileges: FilePrivileges
    /// The layers, the lowest first.
    public let layers: [LockedLayer]

    /// The format's version, which every lock carries.
    static let version: Int64 = 1

    /// A lock from its parts.
    public init(
        recipe: Digest, epoch: Int64, platform: Platform, base: BaseLock? = nil, privileges: FilePrivileges = .none,
        layers: [LockedLayer]
    ) {
        self.privileges = privileges
        self.recipe = recipe
        self.epoch = epoch
        self.platform = platform
        self.base = base
        self.layers = layers
    }

    /// Reads a lock from JSON.
    public init(_ json: JSON) throws(JSONError) {
        let object = try JSONField(json).object()
        try object.refuseOthers(than: ["imagesmith", "recipe", "epoch", "platform", "base", "privileges", "layers"])
        let version = try object.required("imagesmith")
        guard try version.integer() == Lock.version else {
            throw version.invalid("the lock's version is not \(Lock.version); lock the recipe anew")
        }
        recipe = try object.required("recipe").digest()
        let epochField = try object.required("epoch")
        epoch = try epochField.integer()
        guard epoch >= 0 else { throw epochField.invalid("the time \(epoch) is before 1970") }
        let platformField = try object.required("platform")
        do { platform = try Platform(try platformField.string()) } catch {
            throw platformField.invalid("it is not os/architecture")
        }
        base = try object.optional("base").map { field throws(JSONError) in try BaseLock(field) }
        privileges =
            try object.optional("privileges").map { field throws(JSONError) in try FilePrivileges(field) } ?? .none
        let layersField = try object.required("layers")
        var layers: [LockedLayer] = []
        for field in try layersField.elements() { layers.append(try LockedLayer(field)) }
        guard Set(layers.map(\.name)).count == layers.count else {
            throw layersField.invalid("a layer's name stands twice")
        }
        for (index, layer) in layers.enumerated() where !layer.stands(on: Array(layers[..<index])) {
            throw layersField.invalid("the layer '\(layer.name)' was locked on top of other Debian layers")
        }
        self.layers = layers
    }

    /// The lock as JSON.
    public var json: JSON {
        .members([
            "imagesmith": .integer(Lock.version), "recipe": .string(recipe.description), "epoch": .integer(epoch),
            "platform": .string(platform.description), "base": base?.json, "privileges": privileges.json,
            "layers": .array(layers.map(\.json)),
        ])
    }

    /// Reads the lock of a recipe.
    ///
    /// - Throws: ``LockError/otherRecipe(_:expected:actual:)`` for a lock that was made from another recipe, or from this
    ///   one before it changed.
    public init(contentsOf file: FilePath, for recipe: Recipe) throws(LockError) {
        try self.init(contentsOf: file)
        guard self.recipe == recipe.digest else {
            throw .otherRecipe(file, recipe: recipe.file, expected: recipe.digest, actual: self.recipe)
        }
        let names = recipe.layers.map(\.name)
        guard names == layers.map(\.name) else { throw .otherLayers(file, expected: names, actual: layers.map(\.name)) }
    }

    /// Reads a lock, whichever recipe it belongs to.
    public init(contentsOf file: FilePath) throws(LockError) {
        let bytes: [UInt8]
        do { bytes = try file.read(limit: JSONLimits.large.bytes) } catch {
            if case .failed(.open, _, .noSuchFileOrDirectory) = error { throw .missing(file) }
            throw .file(error)
        }
        do { try self.init(JSON(parsing: bytes, limits: .large)) } catch { throw .malformed(file, error) }
    }

    /// Writes the lock, replacing the file as a whole.
    public func write(to file: FilePath) throws(LockError) {
        do { try file.replace(with: json.indented()) } catch { throw .file(error) }
    }
}

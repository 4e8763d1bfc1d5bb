public import OCI
public import SystemPackage

/// What a build of a lock would do on this machine, without doing it and without a network.
public struct BuildPlan: Sendable {
    /// The layers, the lowest first.
    public let layers: [PlannedLayer]
    /// The inputs that the image would hold more than once.
    public let duplicates: LockDuplicates
    /// The tags that the image gets once it passed its smoke tests.
    public let tags: [ImageName]
    /// The smoke tests; nil for an image that never gets a tag.
    public let smoke: SmokeRecipe?

    /// Looks into the store and the cache of inputs; sizes are compared, bytes are not read.
    ///
    /// - Parameters:
    ///   - program: The `imagesmith-runtime` of this machine.
    ///   - store: The store; nil where there is none yet.
    ///   - cache: The directory of inputs by content.
    /// - Throws: ``TagError`` for tags that are not true, ``FileError``.
    public init(
        _ recipe: Recipe, _ lock: Lock, program: FilePath, store: ImageLayout?, cache: InputCache
    ) throws {
        layers = try lock.layers.map { layer in
            let held = store.flatMap { LayerCache(of: $0).record(of: layer.inputsDigest(epoch: lock.epoch)) }
            return PlannedLayer(
                layer, held: held,
                inputs: try layer.inputs(directory: recipe.directory, program: program).map { input in
                    PlannedLayer.Input(input, isHere: try cache.seemsToHold(input))
                })
        }
        duplicates = LockDuplicates(in: lock)
        tags = try recipe.tags(for: lock)
        smoke = recipe.smoke
    }

    /// The bytes that a build would fetch. An input of several layers counts once; a layer that the store holds needs none.
    public var bytesToFetch: Int64 {
        var seen: Set<Digest> = []
        return layers.flatMap(\.missing).reduce(0) { seen.insert($1.digest).inserted ? $0 + $1.size : $0 }
    }
}

extension InputCache {
    /// Whether an input is here as far as its size tells; what a build uses is hashed.
    fileprivate func seemsToHold(_ input: LockedInput) throws(FileError) -> Bool {
        if case .local(let file) = input.origin { return try file.status()?.size == input.size }
        return try path(of: input.digest).status()?.size == input.size
    }
}

import Archive
public import HTTP
import OCI
public import SystemPackage

/// Resolves a recipe's names to content: the only stage that asks archives and indexes what there is.
public struct RecipeLocker: Sendable {
    /// Where archives and indexes are.
    public let mirrors: Mirrors
    /// Moves the bytes.
    public let client: HTTPClient
    /// Keeps what has to be looked into.
    public let fetcher: InputFetcher
    /// The `imagesmith-runtime` of this machine.
    public let program: FilePath
    /// A directory for what is unpacked on the way.
    public let scratch: FilePath
    /// What `uv` gets to see of the environment.
    public let environment: [String: String]
    /// Whether a signed release may be older than the one locked before.
    public let allowsRollback: Bool

    /// A locker from its parts.
    public init(
        mirrors: Mirrors, client: HTTPClient, fetcher: InputFetcher, program: FilePath, scratch: FilePath,
        environment: [String: String], allowsRollback: Bool = false
    ) {
        self.mirrors = mirrors
        self.client = client
        self.fetcher = fetcher
        self.program = program
        self.scratch = scratch
        self.environment = environment
        self.allowsRollback = allowsRollback
    }

    /// Locks a recipe.
    ///
    /// - Parameters:
    ///   - previous: A lock whose entries are kept where they are not in `updates` and the recipe says the same of them.
    ///   - updates: The names of the layers to resolve anew; empty means all.
    /// - Throws: ``LockError``, and what the sources throw.
    public func lock(_ recipe: Recipe, keeping previous: Lock? = nil, updates: Set<String> = []) async throws -> Lock {
        let names = recipe.layers.map(\.name)
        if let unknown = updates.subtracting(names).min() { throw LockError.unknownLayer(unknown, known: names) }
        if recipe.base != nil { fetcher.progress(.stage("lock from")) }
        // Its digest decides it, so there is nothing of an old lock to keep.
        let base = try await lockBase(of: recipe)
        var layers: [LockedLayer] = []
        for layer in recipe.layers {
            if !updates.isEmpty, !updates.contains(layer.name),
                let kept = previous?.layers.first(where: { $0.name == layer.name })
            {
                // The compression may come from the recipe as a whole, which the layer's request does not hold.
                let isPackedAlike = [nil, kept.compression].contains(layer.compression ?? recipe.compression)
                guard kept.request == layer.request, isPackedAlike else {
                    throw LockError.layerNeedsUpdate(layer.name)
                }
                guard kept.stands(on: layers) else { throw LockError.layerBelowMoved(layer.name) }
                layers.append(kept)
            } else {
                fetcher.progress(.stage("lock \(layer.name)"))
                layers.append(try await lock(layer, of: recipe, above: layers, replacing: previous))
            }
        }
        return Lock(
            recipe: recipe.digest, epoch: recipe.epoch, platform: recipe.platform, base: base,
            privileges: recipe.privileges, layers: layers)
    }

    private func lock(
        _ layer: LayerRecipe, of recipe: Recipe, above below: [LockedLayer], replacing previous: Lock?
    ) async throws -> LockedLayer {
        let content: LockedLayer.Content
        var decided = layer.compression ?? recipe.compression
        switch layer.source {
        case .debian(let debian):
            let history = previous.map { DebianHistory($0.layers.debian, epoch: Moment(seconds: $0.epoch)) }
            content = .debian(
                try await lock(
                    debian, of: recipe, above: below.debian, history: allowsRollback ? nil : history))
        case .wheels(let wheels): content = .wheels(try await lock(wheels, above: below))
        case .model(let model):
            let (lock, entries) = try await lock(model, layer: layer.name, directory: recipe.directory)
            content = .model(lock)
            if decided == nil { decided = try await runBlocking { try CompressionChoice.forModel(entries) } }
        case .files(let files):
            content = .files(
                try await runBlocking { try FilesLock(locking: files, layer: layer.name, from: recipe.directory) })
        case .runtime(let runtime): content = .runtime(try await lock(runtime, layer: layer.name))
        case .libraries(let libraries):
            content = .libraries(LibrariesLock(name: libraries.name, directories: libraries.directories))
        }
        return LockedLayer(
            name: layer.name, request: layer.request, compression: decided ?? .zstd, content: content)
    }
}

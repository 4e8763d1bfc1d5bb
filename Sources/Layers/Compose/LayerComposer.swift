import Archive
public import OCI
public import SystemPackage

/// Composes the layers of a lock: what the store holds already is taken, the rest is fetched and composed in parallel.
public struct LayerComposer: Sendable {
    /// Where layers go.
    public let layout: ImageLayout
    /// Brings the inputs.
    public let fetcher: InputFetcher
    /// Where trees are staged that cannot be streamed.
    public let scratch: FilePath
    /// How many layers are composed at once, and how many threads compress one.
    public let jobs: Int
    /// Where builders share layers; nil where they do not.
    public var shared: RemoteLayerCache?

    /// A composer from its parts.
    public init(layout: ImageLayout, fetcher: InputFetcher, scratch: FilePath, jobs: Int) {
        self.layout = layout
        self.fetcher = fetcher
        self.scratch = scratch
        self.jobs = jobs
    }

    /// The layers of `lock`, in its order.
    ///
    /// Everything is fetched before anything is composed, so that an input that cannot be had changes nothing.
    /// - Parameters:
    ///   - directory: The recipe's directory, which local inputs start from.
    ///   - program: The `imagesmith-runtime` of this machine.
    /// - Throws: ``FetchError``, ``ComposeError`` and what the sources throw.
    public func compose(_ lock: Lock, directory: FilePath, program: FilePath) async throws -> [NamedLayer] {
        let cache = LayerCache(of: layout)
        let layers = lock.layers.filter { !$0.isMadeOfLayersBelow }
        let found = try await layers.concurrentMap(width: jobs) { layer in
            let inputs = layer.inputsDigest(epoch: lock.epoch)
            return (inputs: inputs, layer: try await find(layer, inputs: inputs, in: cache))
        }
        let missing = zip(layers, found).filter { $1.layer == nil }.map(\.0)
        let late = lock.layers.filter(\.isMadeOfLayersBelow)
        for layer in missing + late { try LayerComposer.checkCompressor(of: layer) }
        let decoded = try await decodedPackages(of: missing)
        let inputs = missing.flatMap { $0.inputs(directory: directory, program: program) }
            .filter { decoded[$0.digest] == nil }
        if !inputs.isEmpty { fetcher.progress(.stage("fetch")) }
        // Packages are checked while they are decoded, unless another layer takes the same file.
        let others = missing.filter { $0.kind != .debian }.flatMap { $0.inputs(directory: directory, program: program) }
        let packages = Set(missing.debian.flatMap { $0.packages.map(\.digest) }).subtracting(others.map(\.digest))
        let files = try await fetcher.fetch(inputs, unchecked: packages)
        if !missing.isEmpty { fetcher.progress(.stage("compose")) }
        var composed: [String: NamedLayer] = [:]
        // A Debian layer on top of others needs them whole; what lies side by side is composed in parallel.
        let heights = Set(layers.map(\.height)).sorted()
        for height in heights {
            let below = composed
            let level = try await zip(layers, found).filter { $0.0.height == height }
                .concurrentMap(width: jobs) { layer, found in
                    try await take(layer, found.layer, inputs: found.inputs, epoch: lock.epoch) {
                        let below = try lock.layers(below: layer).compactMap { below[$0.name] }
                        return try await compose(
                            layer, on: below, files: files, decoded: decoded, epoch: lock.epoch)
                    }
                }
            for layer in level { composed[layer.name] = layer }
        }
        return try await addLibraries(to: layers.compactMap { composed[$0.name] }, of: lock)
    }

    /// The layer that the store holds, or else a new one, which is remembered under its inputs.
    func take(
        _ layer: LockedLayer, _ found: ComposedLayer?, inputs: Digest, epoch: Int64,
        composing compose: () async throws -> ComposedLayer
    ) async throws -> NamedLayer {
        let composed: ComposedLayer
        if let found {
            composed = found
        } else {
            fetcher.progress(.composing(layer: layer.name))
            composed = try await compose()
            try LayerCache(of: layout).remember(composed, for: inputs)
            await share(composed, of: layer, inputs: inputs)
        }
        fetcher.progress(.layer(name: layer.name, size: composed.descriptor.size, isCached: found != nil))
        return layer.named(composed, epoch: epoch, isCached: found != nil, inputs: inputs)
    }

    /// The layer of these inputs that the store holds, or that another builder shared.
    ///
    /// A shared cache may be gone, or wrong: then the layer is composed as if there were none, and that is told.
    func find(_ layer: LockedLayer, inputs: Digest, in cache: LayerCache) async throws -> ComposedLayer? {
        let found = try await runBlocking { cache.find(inputs) }
        guard found == nil, let shared else { return found }
        do {
            guard
                let found = try await runBlocking({ [layout] in
                    try shared.find(inputs, codec: layer.compression.codec, into: layout)
                })
            else { return nil }
            try cache.remember(found, for: inputs)
            return found
        } catch {
            fetcher.progress(.notice("\(layer.name): the shared layer is not used: \(error)"))
            return nil
        }
    }

    private func share(_ composed: ComposedLayer, of layer: LockedLayer, inputs: Digest) async {
        guard let shared else { return }
        do { try await runBlocking { [layout] in try shared.store(composed, for: inputs, from: layout) } } catch {
            fetcher.progress(.notice("\(layer.name): the layer is not shared: \(error)"))
        }
    }

    /// Another version of the compressor makes another blob of the same tar: that is told before any work.
    private static func checkCompressor(of layer: LockedLayer) throws(ComposeError) {
        let here = LockedLayer.compressor(of: layer.compression, packing: layer.content)
        guard layer.compressor == here else {
            throw .compressor(layer: layer.name, locked: layer.compressor ?? "none", here: here ?? "none")
        }
    }

    private func compose(
        _ layer: LockedLayer, on below: [NamedLayer], files: [Digest: FilePath], decoded: [Digest: DecodedPackage],
        epoch: Int64
    ) async throws -> ComposedLayer {
        switch layer.content {
        case .debian(let lock):
            return try await compose(lock, of: layer, on: below, files: files, decoded: decoded, epoch: epoch)
        case .wheels(let lock): return try await compose(lock, of: layer, files: files, epoch: epoch)
        case .model(let lock):
            return try await write(layer, epoch: epoch) {
                let files = try lock.unpacking(files, into: fetcher.cache)
                let entries = try lock.entries(files: files, epoch: epoch)
                _ = try ModelInspection(entries, below: lock.path)
                return entries
            }
        case .files(let lock):
            return try await write(layer, epoch: epoch) { try lock.entries(files: files, epoch: epoch) }
        case .runtime(let lock):
            return try await write(layer, epoch: epoch) { try lock.entries(files: files, epoch: epoch) }
        case .libraries: preconditionFailure("a layer of libraries is composed over the others")
        }
    }

    private var decodedDirectory: FilePath { fetcher.cache.root.appending("decoded") }

    /// The packages that were decoded before, by the digests of their files, which are not needed then unless the decoded
    /// ones turn out to be damaged.
    private func decodedPackages(of layers: [LockedLayer]) async throws -> [Digest: DecodedPackage] {
        var found: [Digest: DecodedPackage] = [:]
        for lock in layers.debian {
            let kept = try DecodedPackages(creatingAt: decodedDirectory, architecture: lock.architecture)
            let packages = try await lock.packages.concurrentMap(width: jobs) { package in
                (package.digest, try await runBlocking { kept.find(package.digest) })
            }
            for case (let digest, let package?) in packages { found[digest] = package }
        }
        return found
    }

    /// Debian's packages are the one source that may be staged: their scripts run in a tree. It is gone afterwards.
    private func compose(
        _ lock: DebianLock, of layer: LockedLayer, on below: [NamedLayer], files: [Digest: FilePath],
        decoded: [Digest: DecodedPackage], epoch: Int64
    ) async throws -> ComposedLayer {
        let stage = scratch.appending(layer.name)
        let composer = DebianComposer(
            lock: lock, debs: files, bring: { try await bring($0, of: lock) },
            below: below.map { layout.path(of: $0.layer.descriptor.digest) }, decoded: decodedDirectory, known: decoded,
            scratch: stage, epoch: epoch, jobs: jobs)
        do {
            let composed = try await composer.write(
                by: LayerWriter(layout: layout, workers: jobs), compression: layer.compression)
            try stage.removeTree()
            return composed
        } catch {
            try? stage.removeTree()
            throw error
        }
    }

    private func bring(_ package: DebianLock.Package, of lock: DebianLock) async throws -> FilePath {
        guard let file = try await fetcher.fetch([lock.input(package)])[package.digest] else {
            throw DebianComposeError.missingFile(package: package.name.text, package.digest)
        }
        return file
    }

    func write(
        _ layer: LockedLayer, epoch: Int64, entries: @escaping @Sendable () throws -> [LayerEntry]
    ) async throws -> ComposedLayer {
        try await write(layer) { try LayerPlan(entries(), epoch: epoch) }
    }

    /// Writes what a source plans, in one pass.
    func write(
        _ layer: LockedLayer, plan: @escaping @Sendable () throws -> LayerPlan
    ) async throws -> ComposedLayer {
        try await runBlocking {
            try LayerWriter(layout: layout, workers: jobs).write(plan(), compression: layer.compression)
        }
    }
}

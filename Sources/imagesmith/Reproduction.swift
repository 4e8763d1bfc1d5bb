import Layers
import OCI
import SystemPackage
import Verify

/// Builds an image anew from the recipe and the lock that it carries, apart from its store, and compares the two.
///
/// No tag is touched, and no layer is taken that somebody composed before: inputs alone come from the cache, each by its
/// digest. Local inputs are taken out of the image itself, by the digests that the lock names, unless a directory is named
/// that holds them.
struct Reproduction {
    let image: LocatedImage
    let fetching: FetchOptions
    /// What the recipe's paths start from; nil for what the image carries.
    let directory: FilePath?
    let progress: ProgressPrinter

    func run() async throws -> ReproductionReport {
        guard let carried = try CarriedDocuments(of: image.descriptor, in: image.layout) else {
            throw ReproductionError.nothingCarried(
                image.descriptor.digest,
                before: try image.layout.manifest(image.descriptor).annotations[Annotation.previous])
        }
        let scratch = try Scratch(fallback: fetching.cachePath)
        let json = try JSON(parsing: carried.lock, limits: .large)
        let lock = try Lock(json)
        progress.begin("inputs of the image")
        let inputs = scratch.path.appending("recipe")
        try inputs.createDirectories()
        let extraction = try await extract(CarriedInputs(of: json), to: inputs)
        let recipe = try Recipe(carriedBy: image.descriptor.digest, carried.recipe, directory: directory ?? inputs)
        guard lock.recipe == recipe.digest, lock.layers.map(\.name) == recipe.layers.map(\.name) else {
            throw ReproductionError.otherRecipe(image.descriptor.digest)
        }
        let layout = try ImageLayout(creatingAt: scratch.path.appending("store"))
        let rebuilt = try await build(
            recipe, lock, in: layout, scratch: scratch.path, program: extraction.program ?? fetching.program)
        progress.begin("compare")
        var report = try await ReproductionCheck(jobs: fetching.width).report(
            on: image.descriptor, in: image.layout, rebuilt: rebuilt, in: layout)
        report.carriedInputs = extraction.count
        progress.finish()
        return report
    }

    /// Takes local inputs out of the image, unless the caller has them.
    private func extract(_ inputs: CarriedInputs, to directory: FilePath) async throws -> CarriedInputs.Extraction {
        let image = image
        var extraction = try await runBlocking {
            try inputs.extract(from: image.descriptor, in: image.layout, to: directory)
        }
        if self.directory == nil, !extraction.missing.isEmpty {
            throw ReproductionError.missingInputs(image.descriptor.digest, extraction.missing)
        }
        // What the caller names goes before what the image holds.
        if self.directory != nil { extraction.count = extraction.program == nil ? 0 : 1 }
        if fetching.runtime != nil {
            extraction.count -= extraction.program == nil ? 0 : 1
            extraction.program = nil
        }
        return extraction
    }

    private func build(
        _ recipe: Recipe, _ lock: Lock, in layout: ImageLayout, scratch: FilePath, program: FilePath
    ) async throws -> Descriptor {
        let (options, isOffline) = (try fetching.mirrors(), fetching.offline)
        let fetcher = InputFetcher(
            cache: try InputCache(creatingAt: fetching.cachePath),
            mirrors: { try await HostMirrors.table(for: recipe, options: options, isOffline: isOffline) },
            client: try fetching.registries.transport(), images: try fetching.images(store: image.layout.root),
            isOffline: isOffline, progress: progress.hear)
        let composer = LayerComposer(layout: layout, fetcher: fetcher, scratch: scratch, jobs: fetching.width)
        try await runBlocking { [image] in try lock.base.map { try image.lend($0.manifest, to: layout) } }
        let base = try await composer.base(of: lock, directory: recipe.directory)
        let layers = try await composer.compose(lock, directory: recipe.directory, program: program)
        return try ImageAssembler(layout: layout).assemble(layers, on: base, recipe: recipe, lock: lock)
    }
}

extension LocatedImage {
    /// Has another layout find a base's documents and layers, as far as they lie beside the image: the recipe that it carries
    /// names a base by a path from where the recipe was, which is not here.
    fileprivate func lend(_ base: Descriptor, to other: ImageLayout) throws {
        guard try layout.contains(base) else { return }
        let manifest = try layout.manifest(base)
        _ = try other.write(layout.read(base), as: base.mediaType)
        if try layout.contains(manifest.config) {
            _ = try other.write(layout.read(manifest.config), as: manifest.config.mediaType)
        }
        let origins = BlobOrigins(of: other)
        for layer in manifest.layers where try layout.contains(layer) {
            try origins.record(.layout(layout.root), for: layer.digest)
        }
    }
}

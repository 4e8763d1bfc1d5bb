import ArgumentParser
import HTTP
import Layers
import OCI
import Smoke
import SystemPackage

/// `imagesmith build`.
struct BuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Build an image from a recipe and its lock; tag it if its smoke test passes.")

    @Argument(help: "The recipe.")
    var recipe: String

    @Option(
        name: .customShort("t"),
        help: ArgumentHelp("A tag instead of the recipe's own; may stand several times.", valueName: "name:tag"))
    var tag: [String] = []

    @Option(help: ArgumentHelp("The lock; RECIPE's name with .lock.json by default.", valueName: "file"))
    var lock: String?

    @Option(help: ArgumentHelp("The device to test on: cpu or gpu; the recipe's own by default.", valueName: "device"))
    var device: DeviceOption?

    @Flag(help: "Leave the image a candidate: no smoke test, no tag.")
    var candidate = false

    @OptionGroup var fetching: FetchOptions
    @OptionGroup var uploads: UploadOptions
    @OptionGroup var store: StoreOptions

    func validate() throws {
        if candidate, !tag.isEmpty { throw ValidationError("a candidate gets no tag; leave out -t or --candidate") }
    }

    func run() async throws {
        let progress = ProgressPrinter(isQuiet: store.json)
        progress.begin("read")
        let recipe = try Recipe(contentsOf: Environment.absolute(FilePath(recipe)))
        let lock = try Lock(contentsOf: LockPath.of(recipe, option: lock), for: recipe)
        let tags = try recipe.tags(for: lock, instead: tag.map { try ImageName(tagging: $0) })
        let device = try device(for: recipe, tags: tags)
        let (options, isOffline) = (try fetching.mirrors(), fetching.offline)
        let layout = try store.createdLayout()
        let scratch = try Scratch(fallback: fetching.cachePath)
        let fetcher = InputFetcher(
            cache: try InputCache(creatingAt: fetching.cachePath),
            mirrors: { try await HostMirrors.table(for: recipe, options: options, isOffline: isOffline) },
            client: try fetching.registries.transport(), images: try fetching.images(store: layout.root),
            isOffline: fetching.offline, progress: progress.hear)
        var composer = LayerComposer(layout: layout, fetcher: fetcher, scratch: scratch.path, jobs: fetching.width)
        composer.shared = try fetching.sharedLayers(uploads)
        if composer.shared == nil { try uploads.refuse() }
        let build = Build(
            store: layout, composer: composer,
            gate: Gate(store: layout, scratch: scratch.path, registry: fetcher.images.registry), progress: progress)
        let result = try await build.run(
            recipe: recipe, lock: lock, program: fetching.program, gateOn: device, tags: tags)
        progress.finish()
        if store.json { Terminal.result(result.json) } else { result.tell() }
        try result.outcome.end()
    }

    /// The device to test on; nil for a candidate. A device that the recipe does not claim proves nothing for its tags.
    private func device(for recipe: Recipe, tags: [ImageName]) throws -> SmokeDevice? {
        if candidate { return nil }
        guard let smoke = recipe.smoke else {
            if tags.isEmpty { return nil }
            throw GateError.noPlan(recipe.file.string)
        }
        let claimed = smoke.device.smokeDevice
        guard let device, device.device != claimed else { return claimed }
        throw GateError.otherDevice(claimed: claimed.rawValue, asked: device.device.rawValue)
    }
}

import ArgumentParser
import HTTP
import Layers
import OCI
import SystemPackage

/// `imagesmith lock`.
struct LockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock", abstract: "Resolve a recipe's names to content, and print what moved.")

    @Argument(help: "The recipe.")
    var recipe: String

    @Option(
        help: ArgumentHelp("Resolve this layer anew and keep the others; may stand several times.", valueName: "layer"))
    var update: [String] = []

    @Option(help: ArgumentHelp("The lock; RECIPE's name with .lock.json by default.", valueName: "file"))
    var lock: String?

    @Flag(help: "Take signed releases of archives that are older than those locked before.")
    var allowRollback = false

    @OptionGroup var fetching: FetchOptions
    @OptionGroup var store: StoreOptions

    func run() async throws {
        try fetching.refuseSharedLayers()
        let progress = ProgressPrinter(isQuiet: store.json)
        let recipe = try Recipe(contentsOf: Environment.absolute(FilePath(recipe)))
        let path = LockPath.of(recipe, option: lock)
        let previous = try path.status() == nil ? nil : try? Lock(contentsOf: path)
        if !update.isEmpty, previous == nil { _ = try Lock(contentsOf: path) }
        let mirrors = try await HostMirrors.table(for: recipe, options: fetching.mirrors(), isOffline: fetching.offline)
        let client = try fetching.registries.transport()
        let scratch = try Scratch(size: 1 << 30, fallback: fetching.cachePath)
        let fetcher = InputFetcher(
            cache: try InputCache(creatingAt: fetching.cachePath), mirrors: { mirrors }, client: client,
            images: try fetching.images(store: store.path), isOffline: fetching.offline, progress: progress.hear)
        let locker = RecipeLocker(
            mirrors: mirrors, client: client, fetcher: fetcher, program: fetching.program, scratch: scratch.path,
            environment: HostTransport.toolEnvironment, allowsRollback: allowRollback)
        let lock = try await locker.lock(recipe, keeping: previous, updates: Set(update))
        _ = try recipe.tags(for: lock)
        try lock.write(to: path)
        progress.finish()
        let moves = LockChange.between(previous, lock)
        if store.json {
            Terminal.result([
                "lock": .string(path.string), "recipe": .string(recipe.digest.description),
                "changes": .array(moves.map(\.json)),
            ])
        } else {
            for move in moves { Terminal.result(move.line) }
            Terminal.result(
                "\(path): \(lock.layers.count) layers, \(moves.isEmpty ? "nothing" : "\(moves.count)") moved")
        }
    }
}

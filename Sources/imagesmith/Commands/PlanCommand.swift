import ArgumentParser
import Layers
import OCI
import SystemPackage

/// `imagesmith plan`.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what a build would do here: layers, sources, what is cached, tags, smoke tests. No network.")

    @Argument(help: "The recipe.")
    var recipe: String

    @Option(help: ArgumentHelp("The lock; RECIPE's name with .lock.json by default.", valueName: "file"))
    var lock: String?

    @OptionGroup var fetching: FetchOptions
    @OptionGroup var store: StoreOptions

    func run() async throws {
        try fetching.refuseSharedLayers()
        let recipe = try Recipe(contentsOf: Environment.absolute(FilePath(recipe)))
        let lock = try Lock(contentsOf: LockPath.of(recipe, option: lock), for: recipe)
        // A plan changes nothing: it makes no store.
        let layout = try store.path.status() == nil ? nil : ImageLayout(at: store.path)
        let plan = try BuildPlan(
            recipe, lock, program: fetching.program, store: layout, cache: InputCache(at: fetching.cachePath))
        let report = PlanReport(recipe: recipe, plan: plan)
        if store.json {
            Terminal.result(report.json)
        } else {
            for line in report.lines { Terminal.result(Terminal.printable(line)) }
        }
    }
}

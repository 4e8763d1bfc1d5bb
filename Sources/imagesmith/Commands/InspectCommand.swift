import ArgumentParser
import OCI
import Smoke
import Verify

/// `imagesmith inspect`.
struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Show an image: its layers, its configuration, and what refers to it.")

    @Argument(help: "The image, by tag or digest.")
    var image: String

    @Flag(help: "Read all layers, and tell what is stored more than once.")
    var duplicates = false

    @Option(
        help: ArgumentHelp(
            "The size from which on a file counts as a duplicate; 1 MiB by default.", valueName: "bytes"))
    var duplicateSize: Int64?

    @Flag(help: "Read the layers, too, and list the GPUs that their libraries hold code for.")
    var gpu = false

    @OptionGroup var registries: RegistryOptions
    @OptionGroup var store: StoreOptions

    func validate() throws {
        guard let duplicateSize else { return }
        if !duplicates { throw ValidationError("--duplicate-size wants --duplicates") }
        if duplicateSize < 1 { throw ValidationError("--duplicate-size wants at least 1") }
    }

    func run() async throws {
        let client = try registries.client()
        let view = try await ImageView(image, store: store, client: client)
        let located = try view.resolve()
        if duplicates || gpu {
            try await BlobFetcher(layout: located.layout, registry: client).complete(located.descriptor)
        }
        var inspection = try Inspection(of: located.descriptor, in: located.layout)
        if duplicates {
            inspection.duplicates = try await DuplicateReport(
                of: located.descriptor, in: located.layout, smallest: duplicateSize ?? DuplicateReport.standardSize,
                jobs: Environment.processors)
        }
        if gpu {
            inspection.gpuCode = try await ImageGPUCode(
                of: located.descriptor, in: located.layout, jobs: Environment.processors)
        }
        withExtendedLifetime(view) {}
        if store.json {
            Terminal.result(inspection.json)
        } else {
            for line in inspection.lines { Terminal.result(Terminal.printable(line)) }
        }
    }
}

import ArgumentParser
import OCI
import Verify

/// `imagesmith diff`.
struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Tell how two images differ: configuration, layers, files.",
        discussion: "Exit status 1 says that they differ.")

    @Argument(help: "The old image.")
    var old: String

    @Argument(help: "The new image.")
    var new: String

    @OptionGroup var registries: RegistryOptions
    @OptionGroup var store: StoreOptions

    func run() async throws {
        let client = try registries.client()
        let oldView = try await ImageView(old, store: store, client: client)
        let newView = try await ImageView(new, store: store, client: client)
        let (left, right) = (try oldView.resolve(), try newView.resolve())
        for image in [left, right] {
            try await BlobFetcher(layout: image.layout, registry: client).complete(image.descriptor)
        }
        let diff = try await ImageDiff(
            from: left.descriptor, in: left.layout, to: right.descriptor, in: right.layout, jobs: Environment.processors
        )
        if store.json {
            Terminal.result(diff.json)
        } else {
            for line in diff.lines { Terminal.result(line) }
        }
        // Until here their directories are needed.
        withExtendedLifetime(oldView) {}
        withExtendedLifetime(newView) {}
        try (diff.isEmpty ? Outcome.asAsked : .faultFound).end()
    }
}

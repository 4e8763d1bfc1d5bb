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
        let (left, right) = (try store.resolve(old), try store.resolve(new))
        for image in [left, right] {
            try await BlobFetcher(layout: image.layout, registry: registries.client()).complete(image.descriptor)
        }
        let diff = try await ImageDiff(
            from: left.descriptor, in: left.layout, to: right.descriptor, in: right.layout, jobs: Environment.processors
        )
        if store.json {
            Terminal.result(diff.json)
        } else {
            for line in diff.lines { Terminal.result(line) }
        }
        try (diff.isEmpty ? Outcome.asAsked : .faultFound).end()
    }
}

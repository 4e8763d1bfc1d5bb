import ArgumentParser
import OCI
import Smoke

/// `imagesmith inspect`.
struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Show an image: its layers, its configuration, and what refers to it.")

    @Argument(help: "The image, by tag or digest.")
    var image: String

    @OptionGroup var store: StoreOptions

    func run() async throws {
        let located = try store.resolve(image)
        let inspection = try Inspection(of: located.descriptor, in: located.layout)
        if store.json {
            Terminal.result(inspection.json)
        } else {
            for line in inspection.lines { Terminal.result(Terminal.printable(line)) }
        }
    }
}

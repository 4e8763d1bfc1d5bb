import ArgumentParser
import OCI
import Smoke
import SystemPackage

/// `imagesmith tag`.
struct TagCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag", abstract: "Give an image that passed its smoke test another tag.")

    @Argument(help: "The image, by tag or digest.")
    var image: String

    @Argument(help: ArgumentHelp("The tag.", valueName: "name:tag"))
    var name: [String]

    @OptionGroup var store: StoreOptions

    func run() async throws {
        let located = try store.resolveToUse(image)
        let names = try name.map { try ImageName(tagging: $0) }
        guard try Gate.hasPassed(located.descriptor, in: located.layout) else {
            throw GateError.notPassed(located.descriptor.digest)
        }
        for name in names { try located.layout.tag(located.descriptor, as: name.refName()) }
        if store.json {
            Terminal.result(BuildResult(image: located.descriptor, tags: names).json)
        } else {
            for name in names { Terminal.result("tagged \(name) \(located.descriptor.digest)") }
        }
    }
}

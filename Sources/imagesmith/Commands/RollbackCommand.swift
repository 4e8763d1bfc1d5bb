import ArgumentParser
import OCI

/// `imagesmith rollback`.
struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Return a tag to an image that it stood for before.",
        discussion: """
            The image that the tag leaves becomes the latest of its earlier ones, so that a second rollback undoes the first.
            An image had to pass its smoke test to get the tag, so none is run again.
            """)

    @Argument(help: ArgumentHelp("The tag.", valueName: "name:tag"))
    var tag: String

    @Option(help: ArgumentHelp("How many images to go back; 1 by default.", valueName: "count"))
    var steps: Int?

    @Option(help: ArgumentHelp("The digest of the image to return to.", valueName: "digest"))
    var to: String?

    @Flag(help: "Only list the earlier images, the latest first.")
    var list = false

    @OptionGroup var store: StoreOptions

    func validate() throws {
        if let steps, steps < 1 { throw ValidationError("--steps wants at least 1") }
        if steps != nil, to != nil { throw ValidationError("name --steps or --to, not both") }
        if list, steps != nil || to != nil { throw ValidationError("--list takes neither --steps nor --to") }
    }

    func run() async throws {
        let layout = try store.existingLayout()
        let name = try ImageName(tag).refName()
        if list {
            let history = try layout.history(of: name)
            if store.json {
                Terminal.result([
                    "tag": .string(name.description), "previous": .array(history.map { .string($0.description) }),
                ])
            } else {
                for digest in history { Terminal.result(digest.description) }
            }
            return
        }
        let choice: EarlierImage = try to.map { .digest(try Digest($0)) } ?? .steps(steps ?? 1)
        let (from, image) = try layout.rollBack(name, to: choice)
        if store.json {
            Terminal.result([
                "tag": .string(name.description), "from": .string(from.digest.description),
                "digest": .string(image.digest.description),
            ])
        } else {
            Terminal.result("\(name) stands for \(image.digest) again, and no longer for \(from.digest)")
        }
    }
}

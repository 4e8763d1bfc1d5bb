import ArgumentParser
import OCI

/// `imagesmith rollback`.
struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Return a tag to an image that it stood for before.",
        discussion: """
            The image that the tag leaves becomes the latest of its earlier ones, so that a second rollback undoes the first.
            TAG may be docker://HOST/NAME:TAG: that returns to the image that a swap started from, step by step.
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

    @OptionGroup var registries: RegistryOptions
    @OptionGroup var store: StoreOptions

    func validate() throws {
        if let steps, steps < 1 { throw ValidationError("--steps wants at least 1") }
        if steps != nil, to != nil { throw ValidationError("name --steps or --to, not both") }
        if list, steps != nil || to != nil { throw ValidationError("--list takes neither --steps nor --to") }
    }

    func run() async throws {
        if tag.hasPrefix(RegistryReference.transport) { return try await runRemotely() }
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

    /// A registry remembers no tags; each swap notes in the manifest what it started from.
    private func runRemotely() async throws {
        let reference = try RegistryReference.tag(tag)
        let client = try registries.client()
        let (isList, steps, wanted) = (list, steps ?? 1, try to.map { try Digest($0) })
        let (from, history, target) = try await runBlocking {
            let current = try client.manifest(reference)
            var (history, document): ([Digest], ManifestDocument) = ([], current)
            var target: ManifestDocument?
            while history.count < 16, let digest = try RollbackCommand.previous(of: document) {
                let place = RegistryReference(reference.repository, .digest(digest))
                guard !history.contains(digest), let earlier = try client.existing(place) else { break }
                history.append(digest)
                document = earlier
                if wanted == digest || (wanted == nil && history.count == steps) { target = earlier }
            }
            if !isList, let target { try client.move(reference, to: target, ifStill: current.descriptor.digest) }
            return (current.descriptor.digest, history, target)
        }
        if isList {
            if store.json {
                Terminal.result([
                    "tag": .string(tag), "previous": .array(history.map { .string($0.description) }),
                ])
            } else {
                for digest in history { Terminal.result(digest.description) }
            }
            return
        }
        let name = reference.description
        guard let target else { throw RemoteRollbackError(tag: name, known: history) }
        let digest = target.descriptor.digest
        if store.json {
            Terminal.result([
                "tag": .string(name), "from": .string(from.description), "digest": .string(digest.description),
            ])
        } else {
            Terminal.result("\(name) stands for \(digest) again, and no longer for \(from)")
        }
    }

    /// The image that a swap started from.
    private static func previous(of document: ManifestDocument) throws -> Digest? {
        let notes = try document.isIndex ? document.index().annotations : document.manifest().annotations
        return notes[Annotation.previous].flatMap { try? Digest($0) }
    }
}

import ArgumentParser
import OCI

/// `imagesmith rm`.
struct RemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Take tags away, or give up candidates; 'imagesmith gc' then frees their bytes.",
        discussion: "Until then 'imagesmith tag @DIGEST NAME:TAG' brings an image back.")

    @Argument(help: ArgumentHelp("A tag, or the digest of an image without one.", valueName: "image"))
    var image: [String]

    @OptionGroup var store: StoreOptions

    func run() async throws {
        let layout = try store.existingLayout()
        let references = try image.map { text in
            let reference = try ImageReference(text)
            if reference.layout != nil {
                throw ValidationError("rm works on the store; name its directory with --store")
            }
            return reference
        }
        var removed: [(name: String, digest: Digest)] = []
        for reference in references {
            switch reference.selector {
            case .tag(let name): removed.append((name.description, try layout.untag(name).digest))
            case .digest, .only:
                let image = try layout.resolve(reference)
                try layout.remove(image)
                removed.append(("@\(image.digest)", image.digest))
            }
        }
        if store.json {
            Terminal.result([
                "removed": .array(
                    removed.map { ["name": .string($0.name), "digest": .string($0.digest.description)] })
            ])
        } else {
            for (name, digest) in removed { Terminal.result("removed \(name) \(digest)") }
        }
    }
}

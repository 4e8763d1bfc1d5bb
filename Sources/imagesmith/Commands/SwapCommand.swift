import ArgumentParser
import Layers
import OCI
import Smoke
import SystemPackage

/// `imagesmith swap`.
struct SwapCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "swap",
        abstract: "Replace layers of an image by name, smoke-test the result, and tag it if it passes.",
        discussion: """
            SOURCE is a directory, whose files take the place of the layer's, or an IMAGE, whose layer of that name is taken.
            A directory begins with . or /: write ./model, not model.
            IMAGE may be docker://HOST/NAME[:TAG|@DIGEST]; then -t is docker://HOST/NAME:TAG, and nothing but documents and the
            new layer travels. With --device the result is tested here first, and tagged if it passes; without, it is sent
            under its digest as a candidate, to be tested elsewhere by 'imagesmith smoke docker://HOST/NAME@DIGEST -t …'.
            """)

    @Argument(help: "The image, by tag or digest.")
    var image: String

    @Argument(help: ArgumentHelp("A layer and what replaces it.", valueName: "layer=source"))
    var replacement: [String]

    @Option(
        name: .customShort("t"),
        help: ArgumentHelp("A tag for the new image; may stand several times.", valueName: "name:tag"))
    var tag: [String] = []

    @Option(
        help: ArgumentHelp(
            "The device to test on: cpu or gpu; the one that the image claims by default.", valueName: "device"))
    var device: DeviceOption?

    @Flag(help: "Leave the new image a candidate: no smoke test, no tag.")
    var candidate = false

    @Option(help: ArgumentHelp("How many threads compress; nothing that is made depends on it.", valueName: "count"))
    var jobs: Int?

    @OptionGroup var uploads: UploadOptions
    @OptionGroup var registries: RegistryOptions
    @OptionGroup var store: StoreOptions

    func validate() throws {
        if replacement.isEmpty { throw ValidationError("name at least one LAYER=SOURCE") }
        if candidate, !tag.isEmpty { throw ValidationError("a candidate gets no tag; leave out -t or --candidate") }
        if !candidate, tag.isEmpty { throw ValidationError("name the new image with -t NAME:TAG, or add --candidate") }
        if let jobs, jobs < 1 { throw ValidationError("--jobs wants at least 1") }
    }

    func run() async throws {
        if image.hasPrefix(RegistryReference.transport) { return try await runRemotely() }
        try uploads.refuse()
        let progress = ProgressPrinter(isQuiet: store.json)
        let located = try store.resolveToUse(image)
        let layout = located.layout
        let names = try tag.map { try ImageName(tagging: $0) }
        let plan = try SmokePlan.load(from: layout, subject: located.descriptor)
        let device = try device(for: plan)
        let replacements = try replacement.map { try source($0) }
        progress.begin("swap")
        let outcome = try await runBlocking { [jobs] in
            try ImageSwap(layout: layout, workers: jobs ?? Environment.processors)
                .swap(replacements, in: located.descriptor)
        }
        try plan?.write(to: layout, subject: outcome.image)
        var result = BuildResult(image: outcome.image, layers: outcome.replaced, isGateable: plan != nil)
        if let plan, let device {
            progress.begin("smoke")
            let scratch = try Scratch(fallback: Environment.cachePath)
            let gate = Gate(store: layout, scratch: scratch.path, registry: try registries.client())
            let verdict = try await gate.test(outcome.image, plan: plan, on: device)
            result.verdict = verdict
            result.tags = try gate.tag(outcome.image, as: names, after: verdict)
        }
        progress.finish()
        if store.json { Terminal.result(result.json) } else { result.tell() }
        try result.outcome.end()
    }

    private func runRemotely() async throws {
        if candidate { throw ValidationError("name with -t where the candidate goes; without --device it gets no tag") }
        let layout = try store.createdLayout()
        let progress = ProgressPrinter(isQuiet: store.json)
        let swap = RemoteSwap(
            source: try RegistryReference(image), targets: try tag.map { try .tag($0) }, store: layout,
            client: try registries.client(uploads), workers: jobs ?? Environment.processors, progress: progress)
        let replacements = try replacement.map { try source($0) }
        let scratch = try Scratch(fallback: Environment.cachePath)
        let result = try await swap.run(replacements, on: device?.device, scratch: scratch.path)
        progress.finish()
        if store.json { Terminal.result(result.json) } else { result.tell() }
        try result.outcome.end()
    }

    private func device(for plan: SmokePlan?) throws -> SmokeDevice? {
        if candidate { return nil }
        guard let plan else { throw GateError.noPlan(image) }
        guard let device, device.device != plan.device else { return plan.device }
        throw GateError.otherDevice(claimed: plan.device.rawValue, asked: device.device.rawValue)
    }

    private func source(_ text: String) throws -> LayerReplacement {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw ValidationError("'\(text)' is not LAYER=SOURCE")
        }
        let path = Environment.absolute(FilePath(parts[1]))
        if parts[1].hasPrefix(".") || parts[1].hasPrefix("/") {
            return LayerReplacement(name: parts[0], source: .directory(path))
        }
        let other = try store.resolveToUse(parts[1])
        return LayerReplacement(name: parts[0], source: .image(other.descriptor, in: other.layout))
    }
}

import ArgumentParser
import OCI
import Smoke
import SystemPackage

/// `imagesmith smoke`.
struct SmokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "smoke", abstract: "Run the smoke tests that an image carries, and tag it if it passes.")

    @Argument(help: "The image, by tag or digest.")
    var image: String

    @Option(
        help: ArgumentHelp(
            "The device to test on: cpu or gpu; the one that the image claims by default.", valueName: "device"))
    var device: DeviceOption?

    @Option(
        name: .customShort("t"),
        help: ArgumentHelp("A tag for the image; may stand several times.", valueName: "name:tag"))
    var tag: [String] = []

    @OptionGroup var uploads: UploadOptions
    @OptionGroup var registries: RegistryOptions
    @OptionGroup var store: StoreOptions

    func run() async throws {
        if image.hasPrefix(RegistryReference.transport) { return try await runRemotely() }
        try uploads.refuse()
        let progress = ProgressPrinter(isQuiet: store.json)
        let located = try store.resolveToUse(image)
        let names = try tag.map { try ImageName(tagging: $0) }
        guard let plan = try SmokePlan.load(from: located.layout, subject: located.descriptor) else {
            throw GateError.noPlan(image)
        }
        let device = device?.device ?? plan.device
        if !names.isEmpty, device != plan.device {
            throw GateError.otherDevice(claimed: plan.device.rawValue, asked: device.rawValue)
        }
        progress.begin("smoke")
        let scratch = try Scratch(fallback: Environment.cachePath)
        let gate = Gate(store: located.layout, scratch: scratch.path, registry: try registries.client())
        let verdict = try await gate.test(located.descriptor, plan: plan, on: device)
        let tags = try gate.tag(located.descriptor, as: names, after: verdict)
        progress.finish()
        let result = BuildResult(image: located.descriptor, verdict: verdict, tags: tags)
        if store.json { Terminal.result(result.json) } else { result.tell() }
        try result.outcome.end()
    }

    private func runRemotely() async throws {
        let layout = try store.createdLayout()
        let progress = ProgressPrinter(isQuiet: store.json)
        let smoke = RemoteSmoke(
            source: try RegistryReference(image), tags: try tag.map { try .tag($0) }, store: layout,
            client: try registries.client(uploads), progress: progress)
        let scratch = try Scratch(fallback: Environment.cachePath)
        let result = try await smoke.run(on: device?.device, scratch: scratch.path)
        progress.finish()
        if store.json { Terminal.result(result.json) } else { result.tell() }
        try result.outcome.end()
    }
}

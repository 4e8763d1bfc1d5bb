import OCI
import Smoke
import SystemPackage

/// Tests an image of a registry, leaves the report beside it there, and tags it if it passes.
struct RemoteSmoke {
    let source: RegistryReference
    let tags: [RegistryReference]
    let store: ImageLayout
    let client: RegistryClient
    let progress: ProgressPrinter

    /// Tests and tags.
    ///
    /// - Parameter device: The device to test on; nil for the one that the image claims.
    func run(on device: SmokeDevice?, scratch: FilePath) async throws -> BuildResult {
        progress.begin("read")
        let (client, store, source) = (client, store, source)
        let remote = try await runBlocking {
            try RemoteImage(source, referrers: [.smokePlan, .smokeReport], store: store, client: client)
        }
        let before = try await runBlocking { [tags] in
            try tags.map { $0 == source ? remote.image.digest : try client.existing($0)?.descriptor.digest }
        }
        var candidate = remote.image
        candidate.annotations[Annotation.candidate] = "true"
        try store.list([candidate])
        let tested = try remote.testable()
        let plan = try await remote.plan(of: tested, named: source.description)
        let device = device ?? plan.device
        if !tags.isEmpty, device != plan.device {
            throw GateError.otherDevice(claimed: plan.device.rawValue, asked: device.rawValue)
        }
        progress.begin("smoke")
        let verdict = try await Gate(store: store, scratch: scratch, registry: client)
            .test(tested, plan: plan, on: device)
        progress.begin("send")
        var seen: Set<RegistryRepository> = []
        for repository in [source.repository] + tags.map(\.repository) where seen.insert(repository).inserted {
            try await remote.push(to: repository) { _ in }
        }
        if verdict.isOpen {
            try await runBlocking { [tags] in
                for (tag, before) in zip(tags, before) { try remote.move(tag, from: before) }
            }
        }
        return BuildResult(image: remote.image, verdict: verdict, remoteTags: verdict.isOpen ? tags : [])
    }
}

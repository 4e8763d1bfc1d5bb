import Layers
import OCI
import Smoke
import SystemPackage

/// Replaces layers of an image in a registry: its manifest and its configuration come, the new layer, configuration and
/// manifest go, and nothing else travels.
struct RemoteSwap {
    let source: RegistryReference
    /// Where the result goes, and what it is called there once it passed.
    let targets: [RegistryReference]
    let store: ImageLayout
    let client: RegistryClient
    let workers: Int
    let progress: ProgressPrinter

    /// Swaps, tests and sends.
    ///
    /// - Parameters:
    ///   - device: The device to test on; nil sends a candidate, under its digest alone.
    ///   - replacements: The layers, and what replaces them.
    func run(
        _ replacements: [LayerReplacement], on device: SmokeDevice?, scratch: FilePath
    ) async throws -> BuildResult {
        progress.begin("read")
        let (client, store, source) = (client, store, source)
        let old = try await runBlocking {
            try RemoteImage(source, referrers: [.smokePlan], store: store, client: client)
        }
        // What the tags stand for now: they move only if that is so in the end, too.
        let before = try await runBlocking { [targets] in
            try targets.map { target in
                target == source ? old.image.digest : try client.existing(target)?.descriptor.digest
            }
        }
        progress.begin("swap")
        let outcome = try await runBlocking { [workers] in
            try ImageSwap(layout: store, workers: workers).swapEach(replacements, in: old.image)
        }
        let hasPlan = try outcome.images.map { try keepPlan(of: $0) }.contains(true)
        let new = RemoteImage(outcome.image, like: old)
        var result = BuildResult(image: outcome.image, layers: outcome.replaced, isGateable: hasPlan)
        if let device {
            progress.begin("smoke")
            let tested = try new.testable()
            let plan = try await new.plan(of: tested, named: source.description)
            if device != plan.device {
                throw GateError.otherDevice(claimed: plan.device.rawValue, asked: device.rawValue)
            }
            result.verdict = try await Gate(store: store, scratch: scratch, registry: client)
                .test(tested, plan: plan, on: device)
        }
        // An image that failed stays here: nobody else has a use for it.
        if result.verdict?.isOpen == false { return result }
        progress.begin("send")
        var seen: Set<RegistryRepository> = []
        for target in targets where seen.insert(target.repository).inserted {
            try await new.push(to: target.repository) { _ in }
        }
        result.place = targets.first.map { RegistryReference($0.repository, .digest(new.image.digest)) }
        if result.verdict != nil {
            try await runBlocking { [targets] in
                for (target, before) in zip(targets, before) { try new.move(target, from: before) }
            }
            result.remoteTags = targets
        }
        return result
    }

    /// Makes the smoke plan of the image before one of the image after; its pictures are where they are.
    private func keepPlan(of change: ImageSwap.Change) throws -> Bool {
        guard let referrer = try store.referrers(of: change.old.digest, type: .smokePlan).last else { return false }
        var manifest = try store.manifest(referrer)
        manifest.subject = Descriptor(
            mediaType: change.new.mediaType, digest: change.new.digest, size: change.new.size)
        var plan = try store.write(manifest)
        plan.annotations = manifest.annotations
        try store.list([plan])
        return true
    }
}

import Layers
import OCI
import Smoke
import SystemPackage

/// The flow: recipe, lock, layers, image, smoke, tag. Whoever wants to know what imagesmith does reads this function.
struct Build {
    let store: ImageLayout
    let composer: LayerComposer
    let gate: Gate
    let progress: ProgressPrinter

    /// Builds an image and tags it if it passes its smoke test.
    ///
    /// - Parameters:
    ///   - gateOn: The device to smoke-test on; nil leaves the image a candidate.
    ///   - tags: The tags that it gets; none for a candidate.
    func run(
        recipe: Recipe, lock: Lock, program: FilePath, gateOn device: SmokeDevice?, tags: [ImageName]
    ) async throws -> BuildResult {
        let base = try await composer.base(of: lock, directory: recipe.directory)
        let layers = try await composer.compose(lock, directory: recipe.directory, program: program)
        progress.begin("assemble")
        let image = try ImageAssembler(layout: store).assemble(layers, on: base, recipe: recipe, lock: lock)
        let plan = try recipe.smoke?.attached(to: image, in: store)
        guard let plan, let device else { return BuildResult(image: image, layers: layers, isGateable: plan != nil) }
        progress.begin("smoke")
        let verdict = try await gate.test(image, plan: plan, on: device)
        if verdict.isOpen { progress.begin("tag") }
        let tags = try gate.tag(image, as: tags, after: verdict)
        return BuildResult(image: image, layers: layers, verdict: verdict, tags: tags)
    }
}

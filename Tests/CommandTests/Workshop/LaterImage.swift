import OCI
import SystemPackage
import TestSupport

/// The same image with a later epoch, so that no layer is the same: built once a run into an empty store, under time(1).
struct LaterImage: Sendable {
    /// The recipe and its lock lie here.
    let recipe: FilePath
    /// The manifest's digest.
    let digest: String
    /// What time(1) told of the build and all that it started, the smoke test among it.
    let usage: String
    /// How long the build took, from an empty store to the tag.
    let duration: Duration

    /// The image, built by the first test that asks.
    static var shared: LaterImage { get async throws { try await built.value } }

    private static let built = Task { try await LaterImage(after: try await CPUImage.shared) }

    private init(after image: CPUImage) async throws {
        let directory = try Setting.data.appending("command-tests/later")
        try directory.createDirectories()
        let tree = try await RecipeTree(in: directory)
        try tree.replace("epoch: 2026-11-01T00:00:00Z", by: "epoch: 2026-11-02T00:00:00Z")
        recipe = tree.cpu
        _ = try await image.lock(tree)
        let imagesmith = try Imagesmith(store: directory.appending("store"))
        let begin = ContinuousClock.now
        let outcome = try await imagesmith.run(
            ["build", recipe.string, "--json"],
            through: ["time", "-v", "-o", directory.appending("usage").string])
        guard outcome.status == 0 else {
            throw Tool.Failure.failed(
                name: "imagesmith", arguments: ["build"], status: outcome.status, errors: outcome.errorText)
        }
        digest = try outcome.document["digest"]?.text ?? ""
        duration = .now - begin
        usage = String(decoding: try directory.appending("usage").read(limit: 1 << 16), as: UTF8.self)
    }
}

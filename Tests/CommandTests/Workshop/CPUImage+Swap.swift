import OCI
import SystemPackage

extension CPUImage {
    /// Builds the image of `pp-ocrv4.yaml` as a candidate, and gives its digest.
    static func buildNextModel(with imagesmith: Imagesmith, in directory: FilePath) async throws -> String {
        let recipe = Setting.recipes.appending("pp-ocrv4.yaml")
        let lock = directory.appending("pp-ocrv4.lock.json").string
        try await imagesmith.json("lock", recipe.string, "--lock", lock)
        let built = try await imagesmith.json("build", recipe.string, "--lock", lock, "--candidate")
        return built["digest"]?.text ?? ""
    }
}

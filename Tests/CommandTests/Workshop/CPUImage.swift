import OCI
import SystemPackage
import TestSupport

/// The image of `ocr-sentiment-cpu.yaml`: locked, built, smoke-tested and tagged once a run.
struct CPUImage: Sendable {
    /// The recipe's tag.
    static let tag = "ocr-sentiment:1.0.0-cpu-ort1.26"

    /// The recipe.
    let recipe: FilePath
    /// Its lock.
    let lock: FilePath
    /// The program with the store that holds the image. Tests copy it and leave it as it is.
    let imagesmith: Imagesmith
    /// What the build printed.
    let document: JSON

    /// The manifest's digest.
    var digest: String { document["digest"]?.text ?? "" }

    /// The image, built by the first test that asks.
    static var shared: CPUImage { get async throws { try await built.value } }

    private static let built = Task { try await CPUImage() }

    private init() async throws {
        let directory = try Setting.data.appending("command-tests")
        try directory.removeTree()
        try directory.createDirectories()
        recipe = Setting.recipes.appending("ocr-sentiment-cpu.yaml")
        lock = directory.appending("cpu.lock.json")
        imagesmith = try Imagesmith(store: directory.appending("store"))
        // The runtime was just built here; all else is as it was locked, as long as the mirror has it.
        let shipped = Setting.recipes.appending("ocr-sentiment-cpu.lock.json")
        if try shipped.status() != nil {
            try lock.replace(with: try shipped.read(limit: 1 << 24))
            try await imagesmith.json("lock", recipe.string, "--lock", lock.string, "--update", "runtime")
        } else {
            try await imagesmith.json("lock", recipe.string, "--lock", lock.string)
        }
        var outcome = try await imagesmith("build", recipe.string, "--lock", lock.string, "--json")
        if outcome.status == 2, outcome.errorText.contains("cannot fetch") {
            try await imagesmith.json("lock", recipe.string, "--lock", lock.string)
            outcome = try await imagesmith("build", recipe.string, "--lock", lock.string, "--json")
        }
        guard outcome.status == 0 else {
            throw Tool.Failure.failed(
                name: "imagesmith", arguments: ["build"], status: outcome.status,
                errors: outcome.text + outcome.errorText)
        }
        document = try outcome.document
    }

    /// The program with a copy of the store below `directory`.
    func copy(to directory: FilePath) async throws -> Imagesmith {
        try await shell("cp -a '\(imagesmith.store)' store", in: directory)
        return try Imagesmith(store: directory.appending("store"))
    }

    /// A lock for a changed copy of the recipe, with the layers of this image's lock.
    func lock(_ tree: RecipeTree) async throws -> FilePath {
        let copy = tree.directory.appending("ocr-sentiment-cpu.lock.json")
        try copy.replace(with: try lock.read(limit: 1 << 24))
        try await imagesmith.json("lock", tree.cpu.string, "--update", "runtime")
        return copy
    }
}

import OCI
import SystemPackage

/// A copy of the shipped recipes that a test may change.
struct RecipeTree {
    /// Where the copy is.
    let directory: FilePath

    /// Copies the recipes into `parent`, with other times than the originals have.
    init(in parent: FilePath) async throws {
        directory = parent.appending("recipes")
        try directory.createDirectories()
        try await shell(
            "cp -r '\(Setting.recipes)/.' recipes && find recipes -exec touch -d 1999-12-31 {} +", in: parent)
    }

    /// The copy of `ocr-sentiment-cpu.yaml`.
    var cpu: FilePath { directory.appending("ocr-sentiment-cpu.yaml") }

    /// Replaces a text that must stand once in the recipe.
    func replace(_ old: String, by new: String) throws {
        let parts = String(decoding: try cpu.read(limit: 1 << 20), as: UTF8.self)
            .split(separator: old, omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw TextNotFound(text: old, count: parts.count - 1) }
        try cpu.replace(with: Array(parts.joined(separator: new).utf8))
    }
}

/// A text that a test wants to replace does not stand exactly once.
struct TextNotFound: Error {
    let text: String
    let count: Int
}

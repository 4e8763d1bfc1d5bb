import Layers
import SystemPackage

/// Where a recipe's lock lies.
enum LockPath {
    /// The option's path, else `NAME.lock.json` beside `NAME.yaml`.
    static func of(_ recipe: Recipe, option: String?) -> FilePath {
        if let option { return Environment.absolute(FilePath(option)) }
        return recipe.directory.appending("\(recipe.file.stem ?? "recipe").lock.json")
    }
}

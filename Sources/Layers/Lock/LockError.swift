public import OCI
public import SystemPackage

/// What stops the reading or the making of a lock.
public enum LockError: Error, Hashable, Sendable, CustomStringConvertible {
    case missing(FilePath)
    case malformed(FilePath, JSONError)
    case file(FileError)
    case otherRecipe(FilePath, recipe: FilePath, expected: Digest, actual: Digest)
    case otherLayers(FilePath, expected: [String], actual: [String])
    case unknownLayer(String, known: [String])
    case layerNeedsUpdate(String)
    case layerBelowMoved(String)
    case missingBelow(layer: String, Digest)
    case emptyDirectory(FilePath)
    case missingSource(FilePath, layer: String)
    case program(FilePath)
    case everyAddressFailed(String, reasons: [String])

    /// The sentence for people.
    public var description: String {
        switch self {
        case .missing(let file): "the lock \(file) does not exist; make it with 'imagesmith lock RECIPE'"
        case .malformed(let file, let error): "the lock \(file) is malformed: \(error)"
        case .file(let error): error.description
        case .otherRecipe(let file, let recipe, let expected, let actual):
            "the lock \(file) was made from the recipe \(actual), but \(recipe) is \(expected); "
                + "run 'imagesmith lock \(recipe)'"
        case .otherLayers(let file, let expected, let actual):
            "the lock \(file) has the layers \(actual.joined(separator: ", ")), "
                + "the recipe \(expected.joined(separator: ", ")); lock the recipe anew"
        case .unknownLayer(let name, let known):
            "the recipe has no layer '\(name)'; it has \(known.joined(separator: ", "))"
        case .missingBelow(let layer, let digest):
            "the layer '\(layer)' was locked on top of a Debian layer (\(digest.short)) that the lock does not have below "
                + "it; lock the recipe anew"
        case .layerNeedsUpdate(let name):
            "the layer '\(name)' changed in the recipe since it was locked; add '--update \(name)'"
        case .layerBelowMoved(let name):
            "the layer '\(name)' was resolved on top of layers that are locked anew; add '--update \(name)'"
        case .emptyDirectory(let path): "the directory \(path) holds no file"
        case .missingSource(let path, let layer): "the layer '\(layer)' names \(path), which does not exist"
        case .everyAddressFailed(let name, let reasons):
            "cannot fetch \(name); tried \(reasons.count): " + reasons.joined(separator: "; ")
        case .program(let path):
            "the runtime program \(path) does not exist; build it with 'make' or name another with --runtime FILE"
        }
    }
}

public import SystemPackage

/// What is wrong with a recipe, and where.
public enum RecipeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Something is wrong at a place of the file.
    case malformed(FilePath, Place, Fault)
    /// The file could not be read.
    case unreadable(FilePath, reason: String)

    /// A place in a recipe.
    public struct Place: Hashable, Sendable, CustomStringConvertible {
        /// The line, from 1.
        public let line: Int
        /// The column, from 1, in Unicode scalars.
        public let column: Int
        /// The keys that lead there, as `layers[2].model.path`; empty for the whole.
        public let path: String

        /// `LINE:COLUMN`.
        public var description: String { "\(line):\(column)" }
    }

    /// What is wrong at a place.
    public enum Fault: Hashable, Sendable {
        case syntax(String)
        case duplicateKey(String)
        case unknownKey(String, nearest: String?)
        case missingKey(String)
        case kind(expected: String, found: String)
        case value(String)
    }

    /// The sentence for people.
    public var description: String {
        switch self {
        case .unreadable(let file, let reason): return "cannot read the recipe \(file): \(reason)"
        case .malformed(let file, let place, let fault):
            let at = place.path.isEmpty ? "" : " at '\(place.path)'"
            return "\(file):\(place):\(at) \(RecipeError.sentence(fault))"
        }
    }

    private static func sentence(_ fault: Fault) -> String {
        switch fault {
        case .syntax(let message): "\(message)"
        case .duplicateKey(let key): "the key '\(key)' stands twice"
        case .unknownKey(let key, let nearest):
            "'\(key)' is not a known key" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
        case .missingKey(let key): "the key '\(key)' is missing"
        case .kind(let expected, let found): "\(expected) is wanted, not \(found)"
        case .value(let reason): reason
        }
    }
}

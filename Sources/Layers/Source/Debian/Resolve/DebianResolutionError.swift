/// Why no set of packages fulfils a request.
public enum DebianResolutionError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknown(String)
    case ambiguous(String, providers: [String])
    case forbidden(String, versions: [String])
    case unknownVersion(String, wanted: String, versions: [String])
    case unknownSuite(String, wanted: String, versions: [String])
    case contradiction(String, other: String)
    case needsOther(dependency: String, installed: String, chain: [String])
    case unsatisfied(dependency: String, chain: [String])
    case conflict(package: String, field: String, relation: String, other: String, chain: [String])

    /// The sentence for people.
    public var description: String {
        switch self {
        case .unknown(let name): "no suite has a package '\(name)'; check the spelling and the recipe's components"
        case .ambiguous(let name, let providers):
            "'\(name)' is provided by \(providers.joined(separator: ", ")); name one of them in the recipe"
        case .forbidden(let name, let versions):
            "the recipe's priorities forbid every version of '\(name)'; there are \(versions.joined(separator: ", "))"
        case .unknownVersion(let name, let wanted, let versions):
            "no suite has '\(name)' in the version \(wanted); there are \(versions.joined(separator: ", "))"
        case .unknownSuite(let name, let wanted, let versions):
            "no suite called '\(wanted)' has '\(name)'; there are \(versions.joined(separator: ", "))"
        case .contradiction(let wish, let other):
            "'\(wish)' is asked for beside '\(other)'; ask for one of them"
        case .needsOther(let dependency, let installed, let chain):
            "'\(dependency)', needed by \(chain.joined(separator: ", needed by ")), wants another version than "
                + "\(installed), which a Debian layer below holds; ask for it in that layer, or for another one here"
        case .unsatisfied(let dependency, let chain):
            "nothing satisfies '\(dependency)', needed by \(chain.joined(separator: ", needed by "))"
        case .conflict(let package, let field, let relation, let other, let chain):
            "\(package) cannot stand beside \(other): it has '\(field): \(relation)'; \(package) is needed by "
                + (chain.isEmpty ? "the recipe" : chain.joined(separator: ", needed by "))
        }
    }
}

/// Why no set of packages fulfils a request.
public enum DebianResolutionError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknown(String)
    case ambiguous(String, providers: [String])
    case unsatisfied(dependency: String, chain: [String])
    case conflict(package: String, field: String, relation: String, other: String, chain: [String])

    /// The sentence for people.
    public var description: String {
        switch self {
        case .unknown(let name): "no suite has a package '\(name)'; check the spelling and the recipe's components"
        case .ambiguous(let name, let providers):
            "'\(name)' is provided by \(providers.joined(separator: ", ")); name one of them in the recipe"
        case .unsatisfied(let dependency, let chain):
            "nothing satisfies '\(dependency)', needed by \(chain.joined(separator: ", needed by "))"
        case .conflict(let package, let field, let relation, let other, let chain):
            "\(package) cannot stand beside \(other): it has '\(field): \(relation)'; \(package) is needed by "
                + (chain.isEmpty ? "the recipe" : chain.joined(separator: ", needed by "))
        }
    }
}

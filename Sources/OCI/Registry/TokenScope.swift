/// What a client wants to do in a repository, and so what its token is asked to allow.
///
/// Source: distribution's "Token Scope Documentation".
struct TokenScope: Hashable, Sendable {
    /// What is done in the repository, in the words of a scope.
    enum Actions: String, Hashable, Sendable {
        /// Reads.
        case pull
        /// Writes, and reads what is there already.
        case push = "pull,push"
        /// Removes manifests.
        case delete = "pull,push,delete"
    }

    /// The repository.
    let repository: RegistryRepository
    /// What is done there.
    let actions: Actions
    /// Another repository of the registry that blobs are mounted from.
    let origin: RegistryRepository?

    init(_ repository: RegistryRepository, _ actions: Actions = .pull, mountingFrom origin: RegistryRepository? = nil) {
        self.repository = repository
        self.actions = actions
        self.origin = origin
    }

    /// The `scope` parameters: only what is needed, whatever the registry would give.
    var parameters: [String] {
        ["repository:\(repository.name):\(actions.rawValue)"] + (origin.map { ["repository:\($0.name):pull"] } ?? [])
    }
}

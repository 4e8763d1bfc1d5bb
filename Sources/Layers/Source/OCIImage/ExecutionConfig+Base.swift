import OCI

extension ExecutionConfig {
    /// This configuration over a base's, as `FROM` does it.
    ///
    /// - `env`, `labels` and `ports`: the base's, then the recipe's; of one name the recipe's value stands, in the base's
    ///   place.
    /// - `entrypoint`: the recipe's where it gives one, and then the base's command goes, which was meant for the base's
    ///   entrypoint; else the base's.
    /// - `command`, `user`, `workdir`, `stopSignal`: the recipe's where it gives one, also an empty list; else the base's.
    /// - What OCI does not define, as `Healthcheck`, stays the base's.
    /// - Parameter given: The keys of `config` that the recipe gives.
    func over(_ base: ExecutionConfig, given: Set<String>) -> ExecutionConfig {
        var merged = base
        for entry in environment {
            let name = ExecutionConfig.name(of: entry)
            if let place = merged.environment.lastIndex(where: { ExecutionConfig.name(of: $0) == name }) {
                merged.environment[place] = entry
            } else {
                merged.environment.append(entry)
            }
        }
        merged.labels.merge(labels) { $1 }
        merged.exposedPorts = Set(base.exposedPorts).union(exposedPorts)
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        if given.contains("entrypoint") {
            merged.entrypoint = entrypoint
            merged.command = []
        }
        if given.contains("command") { merged.command = command }
        merged.user = user ?? base.user
        merged.workingDirectory = workingDirectory ?? base.workingDirectory
        merged.stopSignal = stopSignal ?? base.stopSignal
        return merged
    }

    private static func name(of entry: String) -> Substring { entry.prefix { $0 != "=" } }
}

import OCI

extension DebianRecipe {
    /// The archives in the form that locks and mirrors use.
    func requestedArchives() throws(DebianNameError) -> [DebianArchive] {
        var requested: [DebianArchive] = []
        for archive in archives {
            requested.append(
                try DebianArchive(
                    name: archive.name, suites: archive.suites, components: archive.components,
                    keyring: archive.keyring ?? DebianArchive.defaultKeyring))
        }
        return requested
    }
}

extension RecipeLocker {
    func lock(_ recipe: DebianRecipe, platform: Platform) async throws -> DebianLock {
        let request = DebianRequest(
            archives: try recipe.requestedArchives(), packages: try recipe.packages.map { try DebianPackageName($0) },
            architecture: try DebianArchitecture(platform.architecture), configure: recipe.configure,
            paths: recipe.paths)
        return try await DebianLocker(mirrors: mirrors.archives, client: client, scratch: scratch, now: now).lock(
            request)
    }
}

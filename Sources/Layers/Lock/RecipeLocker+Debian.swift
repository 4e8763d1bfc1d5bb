import Archive
import OCI

extension DebianRecipe {
    /// The archives in the form that locks and mirrors use.
    func requestedArchives() throws(DebianNameError) -> [DebianArchive] {
        var requested: [DebianArchive] = []
        for archive in archives { requested.append(try archive.requested()) }
        return requested
    }
}

extension DebianRecipe.Archive {
    /// The archive in the form that locks and mirrors use.
    func requested() throws(DebianNameError) -> DebianArchive {
        try DebianArchive(
            name: name, suites: suites, components: components, keyring: keyring ?? DebianArchive.defaultKeyring,
            checksValidUntil: checksValidUntil, snapshots: snapshots?.name)
    }
}

extension RecipeLocker {
    /// Locks a Debian layer on top of those below it.
    func lock(
        _ debian: DebianRecipe, of recipe: Recipe, above below: [DebianLock], history: DebianHistory?
    ) async throws -> DebianLock {
        let request = DebianRequest(
            archives: try debian.requestedArchives(), packages: debian.packages, recommends: debian.recommends,
            policy: debian.policy, architecture: try DebianArchitecture(recipe.platform.architecture), below: below,
            configure: debian.configure, paths: debian.paths)
        let locker = DebianLocker(
            mirrors: mirrors.archives, client: client, scratch: scratch, epoch: Moment(seconds: recipe.epoch),
            history: history, control: { [fetcher] in try await fetcher.control(of: $1, in: $0) })
        return try await namingScripts(in: locker.lock(request))
    }
}

extension InputFetcher {
    /// The control data of a locked package, from its own file.
    fileprivate func control(of package: DebianLock.Package, in lock: DebianLock) async throws -> ControlParagraph {
        let input = lock.input(package)
        guard let path = try await fetch([input])[input.digest] else { throw FetchError.offline(input) }
        return try await runBlocking {
            let name = package.name.text
            guard let control = try DebPackage.members(of: DebArchive(path), package: name)["control"] else {
                throw DebianComposeError.badControl(package: name, reason: "the file 'control' is missing")
            }
            return try ControlParagraph(parsing: control.bytes)
        }
    }
}

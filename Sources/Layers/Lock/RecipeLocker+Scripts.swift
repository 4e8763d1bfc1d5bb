import Archive
import OCI
import SystemPackage

extension RecipeLocker {
    /// Names the scripts that a layer without scripts does not run, package by package: only the packages themselves tell,
    /// so they are fetched.
    func namingScripts(in lock: DebianLock) async throws -> DebianLock {
        guard lock.configure == .none else { return lock }
        let files = try await fetcher.fetch(lock.inputs)
        return try await runBlocking {
            try lock.mapPackages { package in
                guard let file = files[package.digest] else {
                    throw DebianComposeError.missingFile(package: package.name.text, package.digest)
                }
                let members = try DebPackage.members(of: DebArchive(file), package: package.name.text)
                var named = package
                named.skippedScripts = DebPackage.scriptNames.filter { members[$0] != nil }
                return named
            }
        }
    }
}

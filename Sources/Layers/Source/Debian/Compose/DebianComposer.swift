import Archive
import Glibc
public import OCI
import Sandbox
public import SystemPackage

/// Composes a locked set of packages into a root, as installing them would, and reads it as a tree that depends on the lock
/// and the epoch alone.
public enum DebianComposer {
    /// Unpacks everything in parallel, runs the packages' scripts once in a sandbox, and normalises the outcome.
    ///
    /// - Parameters:
    ///   - debs: The packages' files by digest; they are checked again.
    ///   - scratch: An absolute, empty directory for the root; in memory this is several times faster than on disk. What
    ///     it holds belongs to the caller afterwards, after an error too.
    ///   - epoch: The latest time that an entry may bear, and what the scripts take for now.
    ///   - jobs: How many packages are unpacked at a time.
    /// - Throws: ``DebianComposeError``; `ArchiveError` for damaged packages; `SandboxError`.
    public static func compose(
        lock: DebianLock, debs: [Digest: FilePath], scratch: FilePath, epoch: Int64, jobs: Int
    ) async throws -> DebianTree {
        guard geteuid() == 0 else { throw DebianComposeError.needsRoot }
        let (root, state) = (scratch.appending("root"), scratch.appending("sandbox"))
        try root.createDirectories()
        try state.createDirectories()
        let start = try state.status()?.mtime ?? epoch
        let packages = try await lock.packages.concurrentMap(width: jobs) { package in
            guard let path = debs[package.digest] else {
                throw DebianComposeError.missingFile(package: package.name.text, package.digest)
            }
            return try await runBlocking { try DebPackage(path, package, native: lock.architecture) }
        }
        let unpacking = try Unpacking(
            packages, into: RootDirectory(root), merged: MergedPaths(lock.architecture))
        // The largest first, so that no long one is left to run alone at the end.
        let order = packages.indices.sorted {
            (packages[$0].locked.size, $1) > (packages[$1].locked.size, $0)
        }
        _ = try await order.concurrentMap(width: jobs) { index in
            try await runBlocking { try unpacking.unpack(index) }
        }
        let outcome = try await runBlocking {
            let outcome = try unpacking.finish()
            let database = try DpkgDatabase(packages, lists: outcome.lists, requested: lock.requested)
            try unpacking.withRoot { root in
                try database.write(into: root)
                try forbidServices(in: root)
            }
            return outcome
        }
        let sandbox = try await Sandbox.choose(scratch: state)
        try await MaintainerScripts(packages, epoch: epoch).run(in: root, sandbox: sandbox, scratch: state)
        return try await runBlocking {
            try state.removeTree()
            return try DebianTree(walking: root, times: outcome.times, start: start, epoch: epoch)
        }
    }

    /// The file by which Debian's scripts are told not to start what they install (invoke-rc.d(8)).
    private static func forbidServices(in root: borrowing RootDirectory) throws {
        let path = try TarPath("usr/sbin/policy-rc.d")
        if try !root.contains(path) { try root.write(Array("#!/bin/sh\nexit 101\n".utf8), to: path, mode: 0o755) }
    }
}

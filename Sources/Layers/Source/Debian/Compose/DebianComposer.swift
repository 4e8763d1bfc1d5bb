import Archive
import Glibc
import OCI
import Sandbox
import SystemPackage

/// Composes a locked set of packages as installing them would, into a layer that depends on the lock, the layers below and
/// the epoch alone.
struct DebianComposer: Sendable {
    let lock: DebianLock
    /// The packages' files by digest; they are checked while they are decoded.
    let debs: [Digest: FilePath]
    /// Brings the file of a package, checked: where the one that was there is damaged, or the package was to be had decoded,
    /// and is not any more.
    let bring: @Sendable (DebianLock.Package) async throws -> FilePath
    /// The Debian layers below, the lowest first: their blobs.
    let below: [FilePath]
    /// Where decoded packages are kept.
    let decoded: FilePath
    /// Those of them that were found there: their files are not asked for.
    var known: [Digest: DecodedPackage] = [:]
    /// An absolute, empty directory for the root; in memory this is several times faster than on disk. What it holds belongs
    /// to the caller afterwards, after an error too.
    let scratch: FilePath
    /// The latest time that an entry may bear, and what the scripts take for now.
    let epoch: Int64
    /// How many packages are decoded and unpacked at a time.
    let jobs: Int

    /// Composes the layer and writes it. Where a decoded package turns out not to be what it was, nothing is written; the
    /// damaged ones are thrown away, and the layer is composed once more.
    ///
    /// - Throws: ``DebianComposeError``; `ArchiveError` for damaged packages; `SandboxError`;
    ///   ``ComposeError/changedPack(_:)`` where decoded packages change under our hands; what writing throws.
    func write(by writer: LayerWriter, compression: Compression) async throws -> ComposedLayer {
        do { return try await writeOnce(by: writer, compression: compression) } catch ComposeError.changedPack {
            let (digests, scratch) = (lock.packages.map(\.digest), scratch)
            let kept = try DecodedPackages(creatingAt: decoded, architecture: lock.architecture)
            try await runBlocking {
                try kept.discardDamaged(of: digests)
                try scratch.removeTree()
            }
            var again = self
            again.known = [:]
            return try await again.writeOnce(by: writer, compression: compression)
        }
    }

    private func writeOnce(by writer: LayerWriter, compression: Compression) async throws -> ComposedLayer {
        let tree = try await compose()
        return try await runBlocking { try writer.write(tree.parts(epoch: epoch), compression: compression) }
    }

    /// Decodes the packages that are not kept, decides where everything goes, and then, unless the lock says otherwise,
    /// unpacks them and runs their scripts once in a sandbox.
    private func compose() async throws -> DebianTree {
        guard lock.configure == .none || geteuid() == 0 else { throw DebianComposeError.needsRoot }
        let packages = try await decode()
        switch lock.configure {
        case .none:
            return try await runBlocking {
                let below = try DebianBelow(reading: self.below)
                let layout = try self.layout(of: packages, below)
                return try DistrolessTree(packages: packages, layout: layout, below: below, epoch: epoch).tree()
            }
        case .scripts: return try await configure(packages)
        }
    }

    private var merged: MergedPaths { MergedPaths(lock.architecture) }

    /// The largest packages first, so that no long one is left to run alone at the end.
    private var order: [Int] {
        lock.packages.indices.sorted { (lock.packages[$0].size, $1) > (lock.packages[$1].size, $0) }
    }

    private func decode() async throws -> [DebPackage] {
        let kept = try DecodedPackages(creatingAt: decoded, architecture: lock.architecture)
        let packages = try await order.map { lock.packages[$0] }.concurrentMap(width: jobs) { locked in
            if let contents = known[locked.digest] {
                return try DebPackage(locked, decoded: contents, native: lock.architecture)
            }
            if let package = try await runBlocking({ try kept.package(locked) }) { return package }
            let file = if let file = debs[locked.digest] { file } else { try await bring(locked) }
            do { return try await runBlocking { try kept.package(locked, decoding: file, epoch: epoch) } } catch {
                guard case DebianComposeError.wrongFile = error else { throw error }
                let file = try await bring(locked)
                return try await runBlocking { try kept.package(locked, decoding: file, epoch: epoch) }
            }
        }
        return packages.sorted { $0.locked.name < $1.locked.name }
    }

    private func layout(of packages: [DebPackage], _ below: DebianBelow) throws -> DebianLayout {
        try DebianLayout(packages, merged: merged, rules: lock.paths, below: below.entries)
    }

    private func configure(_ packages: [DebPackage]) async throws -> DebianTree {
        let (root, state) = (scratch.appending("root"), scratch.appending("sandbox"))
        try root.createDirectories()
        try state.createDirectories()
        let start = try state.status()?.mtime ?? epoch
        let below = try await runBlocking { try DebianBelow(reading: self.below, into: LowerRoot(root)) }
        let layout = try await runBlocking { try self.layout(of: packages, below) }
        let database = try TarPath("var/lib/dpkg/status")
        guard below.entries.isEmpty || below.entries[database] != nil else { throw DebianComposeError.notConfigured }
        let staging = try Staging(packages, layout: layout, into: RootDirectory(root))
        _ = try await order.concurrentMap(width: jobs) { index in
            try await runBlocking { try staging.stage(index) }
        }
        let marks = try await runBlocking {
            try staging.finish()
            let marks = try TreeMarks(walking: root)
            try staging.withRoot { try prepare($0, packages, layout) }
            return marks
        }
        let sandbox = try await Sandbox.choose(scratch: state)
        try await MaintainerScripts(packages, epoch: epoch).run(in: root, sandbox: sandbox, scratch: state)
        return try await runBlocking {
            try state.removeTree()
            return try TreeReading(
                packages: packages, layout: layout, below: below, marks: marks, start: start, epoch: epoch
            ).read(root)
        }
    }

    /// Writes what dpkg and the scripts find beside the packages' files.
    private func prepare(
        _ root: borrowing RootDirectory, _ packages: [DebPackage], _ layout: DebianLayout
    ) throws {
        try DpkgDatabase(packages, lists: layout.lists, requested: lock.requested, merged: merged).write(into: root)
        if !lock.paths.exclude.isEmpty {
            let rules = try TarPath("etc/dpkg/dpkg.cfg.d/imagesmith")
            let below = try root.read(rules, limit: 1 << 20) ?? []
            try root.replace(rules, with: lock.paths.configuration(beside: below))
        }
        // The file by which Debian's scripts are told not to start what they install (invoke-rc.d(8)).
        let policy = try TarPath("usr/sbin/policy-rc.d")
        if try !root.contains(policy) { try root.write(Array("#!/bin/sh\nexit 101\n".utf8), to: policy, mode: 0o755) }
    }
}

public import OCI

/// A Debian layer by content: which releases were believed, and every package with its digest.
public struct DebianLock: Hashable, Sendable {
    /// The architecture.
    public let architecture: DebianArchitecture
    /// The suites that were read, in the order of the request.
    public let suites: [Suite]
    /// Whether recommendations were followed.
    public let recommends: Bool
    /// The names that were asked for, sorted.
    public let requested: [DebianPackageName]
    /// The packages, sorted by name; no name twice.
    public internal(set) var packages: [Package]
    /// The digests of the locks of the Debian layers below, in canonical JSON, the lowest first: what they hold is
    /// installed already, and this layer holds what comes on top.
    public let below: [Digest]
    /// The archives that keep older states, by the archive; without those that Debian's own have anyway.
    public let snapshots: [String: String]
    /// How the packages become configured.
    public let configure: DebianConfigure
    /// Which of the packages' files the layer leaves out.
    public let paths: DebianPathRules

    /// What is left out.
    public var exclude: [DebianPathPattern] { paths.exclude }
    /// What stays although it is excluded.
    public var keep: [DebianPathPattern] { paths.keep }
    /// The digest by which the layers above name this lock.
    public var digest: Digest { Digest(of: json.canonical()) }

    /// A suite as it was when the lock was made.
    public struct Suite: Hashable, Sendable {
        /// The archive's name in the recipe.
        public let archive: String
        /// The suite's name in the recipe.
        public let name: DebianSuite
        /// The digest of its `InRelease`, or of its `Release` where that is signed apart.
        public let release: Digest
        /// When the release was made.
        public let date: Moment
        /// Until when the release may be used, where it says so.
        public let validUntil: Moment?
        /// The primary fingerprints of the keys that signed it, sorted.
        public let signers: [String]
        /// The indexes that were read.
        public let indexes: [Index]
    }

    /// An index of packages, as its release names it.
    public struct Index: Hashable, Sendable {
        /// The path below the suite's directory.
        public let path: String
        /// The size of the file that was fetched.
        public let size: Int64
        /// Its digest.
        public let digest: Digest
    }

    /// One package.
    public struct Package: Hashable, Sendable {
        /// The name.
        public let name: DebianPackageName
        /// The version.
        public let version: DebianVersion
        /// The architecture, `all` among them.
        public let architecture: DebianArchitecture
        /// The archive's name in the recipe.
        public let archive: String
        /// The file's path below the archive's base.
        public let path: String
        /// The file's size.
        public let size: Int64
        /// The file's digest.
        public let digest: Digest
        /// Why it is here.
        public let reason: DebianReason
        /// The scripts that it has and that are not run in a layer without scripts, sorted: `postinst` and its kin.
        public var skippedScripts: [String] = []
    }

    /// Resolves a request over what its suites offer.
    ///
    /// - Parameter installed: What the Debian layers below hold.
    init(
        _ request: DebianRequest, from offered: DebianPackages, suites: [Suite], installed: [DebianPackage] = []
    ) throws {
        architecture = request.architecture
        self.suites = suites
        below = request.below.map(\.digest)
        configure = request.configure
        paths = request.paths
        recommends = request.recommends
        requested = Set(request.packages.map(\.name)).sorted()
        let own = request.archives.filter { $0.snapshots != DebianArchive.defaultSnapshots(of: $0.name) }
        snapshots = Dictionary(own.compactMap { archive in archive.snapshots.map { (archive.name, $0) } }) {
            first, _ in first
        }
        let resolver = DebianResolver(offered, installed: installed, followsRecommends: request.recommends)
        packages = try resolver.resolve(request.packages).map { selected in
            let package = selected.package
            return Package(
                name: package.name, version: package.version, architecture: package.architecture,
                archive: selected.archive, path: package.path, size: package.size, digest: package.digest,
                reason: selected.reason)
        }
    }

    /// The lock with its packages as `transform` has them, which changes neither their names nor their order.
    func mapPackages(_ transform: (Package) throws -> Package) rethrows -> DebianLock {
        var mapped = self
        mapped.packages = try packages.map(transform)
        return mapped
    }

    /// The files of the packages, as inputs of a build.
    public var inputs: [LockedInput] {
        packages.map { input($0) }
    }

    /// A package's file as an input.
    func input(_ package: Package) -> LockedInput {
        LockedInput(
            name: "\(package.name) \(package.version)", digest: package.digest, size: package.size,
            origin: .archive(
                name: package.archive, path: package.path, snapshot: snapshot(of: package.archive)))
    }

    /// Where an archive's state at the time of the lock is kept: at the latest date among its suites all of them were current.
    private func snapshot(of archive: String) -> DebianSnapshot? {
        let dates = suites.filter { $0.archive == archive }.map(\.date.seconds)
        guard let latest = dates.max(),
            let name = snapshots[archive] ?? DebianArchive.defaultSnapshots(of: archive)
        else { return nil }
        return DebianSnapshot(archive: name, moment: Moment(seconds: latest))
    }
}

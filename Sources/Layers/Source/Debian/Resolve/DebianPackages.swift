import OCI

/// All packages that the locked suites offer, by name and by what they provide.
public struct DebianPackages: Sendable {
    /// One `Packages` file and where it is from.
    public struct Source: Sendable {
        /// Where it is from.
        public let origin: DebianOrigin
        /// The packages.
        public let file: PackagesFile

        /// A source from its parts.
        public init(origin: DebianOrigin, file: PackagesFile) {
            self.origin = origin
            self.file = file
        }
    }

    /// A package of one of the sources.
    struct Place: Hashable, Sendable {
        let source: Int
        let stanza: Int
    }

    /// A package together with the archive that has it.
    struct Candidate: Sendable {
        let archive: String
        let package: DebianPackage
    }

    /// One version of a package: what it is, and every origin that offers this very file.
    struct Version: Sendable {
        let package: DebianPackage
        fileprivate(set) var origins: [DebianOrigin]
    }

    /// The architecture that is native to the system.
    public let architecture: DebianArchitecture
    private let sources: [Source]
    private let policy: DebianPolicy
    private let byName: [String: [Place]]
    private let providers: [String: [Place]]
    /// The names of packages that are essential or required in some version.
    let baseNames: [String]

    /// Indexes the sources, in the order of preference between equal versions.
    public init(_ sources: [Source], policy: DebianPolicy = DebianPolicy(), architecture: DebianArchitecture) {
        var byName: [String: [Place]] = [:]
        var providers: [String: [Place]] = [:]
        var base: Set<String> = []
        for (index, source) in sources.enumerated() {
            byName.reserveCapacity(byName.count + source.file.count)
            for (number, stanza) in source.file.stanzas.enumerated() {
                let place = Place(source: index, stanza: number)
                byName[stanza.name, default: []].append(place)
                for name in source.file.providedNames(stanza) { providers[name, default: []].append(place) }
                if stanza.isBase { base.insert(stanza.name) }
            }
        }
        self.sources = sources
        self.policy = policy
        self.architecture = architecture
        self.byName = byName
        self.providers = providers
        baseNames = base.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Every version under a name that fits the architecture, in the order of the sources.
    func versions(_ name: String) throws(ControlError) -> [Version] {
        var versions: [Version] = []
        for place in byName[name] ?? [] {
            let source = sources[place.source]
            let package = try read(place)
            guard package.architecture == architecture || package.architecture == .all else { continue }
            let known = versions.firstIndex {
                $0.package.version.text == package.version.text && $0.package.digest == package.digest
            }
            if let known {
                versions[known].origins.append(source.origin)
            } else {
                versions.append(Version(package: package, origins: [source.origin]))
            }
        }
        return versions
    }

    /// What would be installed under a name: of the highest priority the highest version, of equal ones the first; nil
    /// where there is none, or none may be installed.
    func candidate(_ name: String) throws(ControlError) -> Candidate? {
        var best: (version: Version, priority: Int)?
        for version in try versions(name) {
            let priority = priority(of: version)
            guard priority > 0 else { continue }
            if let best, (priority, version.package.version) <= (best.priority, best.version.package.version) {
                continue
            }
            best = (version, priority)
        }
        return best.map { candidate($0.version) }
    }

    /// The version as something to install, from the archive that is preferred for it.
    func candidate(_ version: Version) -> Candidate {
        var best = version.origins[0]
        for origin in version.origins where policy.priority(of: origin) > policy.priority(of: best) { best = origin }
        return Candidate(archive: best.archive, package: version.package)
    }

    /// How much a version is preferred.
    func priority(of version: Version) -> Int {
        policy.priority(of: version.package.name.text, version.package.version, from: version.origins)
    }

    /// The names of packages of which some version provides `name`.
    func owners(providing name: String) -> Set<String> {
        Set((providers[name] ?? []).map { sources[$0.source].file.stanzas[$0.stanza].name })
    }

    /// The package of which this very file is in some index; nil where all have moved on.
    func package(_ name: DebianPackageName, digest: Digest) throws(ControlError) -> DebianPackage? {
        for place in byName[name.text] ?? [] {
            let package = try read(place)
            if package.digest == digest { return package }
        }
        return nil
    }

    private func read(_ place: Place) throws(ControlError) -> DebianPackage {
        let file = sources[place.source].file
        return try DebianPackage(try file.paragraph(file.stanzas[place.stanza]), native: architecture)
    }
}

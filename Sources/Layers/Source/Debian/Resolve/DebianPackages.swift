/// All packages that the locked suites offer, by name and by what they provide.
public struct DebianPackages: Sendable {
    /// One `Packages` file and how its packages are preferred.
    public struct Source: Sendable {
        /// The archive's name in the recipe.
        public let archive: String
        /// The packages.
        public let file: PackagesFile
        /// How apt would pin it: 500, or 100 and 1 for suites that say `NotAutomatic`.
        public let pin: Int

        /// A source from its parts.
        public init(archive: String, file: PackagesFile, pin: Int = 500) {
            self.archive = archive
            self.file = file
            self.pin = pin
        }
    }

    /// A package of one of the sources.
    struct Place: Hashable, Sendable {
        let source: Int
        let stanza: Int
    }

    /// A package together with the archive that has it.
    struct Candidate: Sendable {
        let place: Place
        let archive: String
        let package: DebianPackage
    }

    /// The architecture that is native to the system.
    public let architecture: DebianArchitecture
    private let sources: [Source]
    private let byName: [String: [Place]]
    private let providers: [String: [Place]]
    /// The names of packages that are essential or required in some version.
    let baseNames: [String]

    /// Indexes the sources, in the order of preference between equal versions.
    public init(_ sources: [Source], architecture: DebianArchitecture) {
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
        self.architecture = architecture
        self.byName = byName
        self.providers = providers
        baseNames = base.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// What would be installed under a name: of the highest pin the highest version, of equal ones the first.
    func candidate(_ name: String) throws(ControlError) -> Candidate? {
        var best: Candidate?
        for place in byName[name] ?? [] {
            let candidate = try read(place)
            let architecture = candidate.package.architecture
            guard architecture == self.architecture || architecture == .all else { continue }
            guard let current = best else {
                best = candidate
                continue
            }
            let (pin, bestPin) = (sources[place.source].pin, sources[current.place.source].pin)
            if pin > bestPin || (pin == bestPin && candidate.package.version > current.package.version) {
                best = candidate
            }
        }
        return best
    }

    /// The candidates that provide a name, the most important ones first and then by name.
    func providers(of name: String) throws(ControlError) -> [Candidate] {
        var found: [String: Candidate] = [:]
        for place in providers[name] ?? [] {
            let owner = sources[place.source].file.stanzas[place.stanza].name
            if found[owner] == nil, let candidate = try candidate(owner) { found[owner] = candidate }
        }
        return found.values.filter { candidate in candidate.package.provides.contains { $0.name.text == name } }
            .sorted { left, right in
                let (a, b) = (left.package, right.package)
                return a.priority == b.priority ? a.name < b.name : a.priority < b.priority
            }
    }

    private func read(_ place: Place) throws(ControlError) -> Candidate {
        let source = sources[place.source]
        let paragraph = try source.file.paragraph(source.file.stanzas[place.stanza])
        return Candidate(
            place: place, archive: source.archive, package: try DebianPackage(paragraph, native: architecture))
    }
}

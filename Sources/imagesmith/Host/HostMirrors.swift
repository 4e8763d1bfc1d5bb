import HTTP
import Layers
import OCI
import SystemPackage

/// Where archives, indexes and model hubs are to be had from this machine: options first, then apt's and pip's own configuration.
enum HostMirrors {
    /// The table for a recipe's layers.
    ///
    /// pip is asked only where a layer needs an index and no option names one.
    static func table(for recipe: Recipe, options: [(name: String, url: HTTPURL)], isOffline: Bool) async throws
        -> Mirrors
    {
        let sources = AptSource.parse(files: try aptFiles())
        var archives: [String: [HTTPURL]] = [:]
        for archive in try recipe.debianArchives() {
            archives[archive.name] = options.filter { $0.name == archive.name }.map(\.url)
            // An archive with an address of its own is none of those that the host knows.
            if recipe.debianAddresses[archive.name] == nil {
                archives[archive.name, default: []] += archive.addresses(in: sources)
            }
            if let name = archive.snapshots { archives[name] = options.filter { $0.name == name }.map(\.url) }
        }
        for (name, url) in recipe.debianAddresses where archives[name]?.isEmpty ?? true { archives[name] = [url] }
        var places: [PythonIndexName: [PythonIndexes.Place]] = [:]
        for index in try recipe.pythonIndexes() {
            let named = options.filter { $0.name == index.text }.map { PythonIndexes.Place.simple($0.url) }
            let own = named.isEmpty && index == .pypi && !isOffline ? try await pip() : []
            let given = named.isEmpty ? recipe.addresses(of: index).map { PythonIndexes.Place.simple($0) } : []
            places[index] = named + given + own
        }
        var mirrors = Mirrors(archives: archives, indexes: PythonIndexes(places))
        guard recipe.needsHub else { return mirrors }
        mirrors.hubMirrors = options.filter { $0.name == "huggingface" }.map(\.url)
        mirrors.hub = try Environment["HF_ENDPOINT"].map { try HTTPURL($0) }
        return mirrors
    }

    private static func pip() async throws -> [PythonIndexes.Place] {
        try await PipConfiguration.discover(environment: HostTransport.toolEnvironment).places
    }

    /// apt's configuration of sources, in the order in which apt reads it.
    private static func aptFiles() throws -> [(name: String, text: String)] {
        var paths: [FilePath] = ["/etc/apt/sources.list"]
        let directory = FilePath("/etc/apt/sources.list.d")
        if try directory.status() != nil { paths += try directory.entries().map { directory.appending($0) } }
        return try paths.compactMap { path in
            guard try path.status() != nil else { return nil }
            return (path.string, String(decoding: try path.read(limit: 1 << 20), as: UTF8.self))
        }
    }
}

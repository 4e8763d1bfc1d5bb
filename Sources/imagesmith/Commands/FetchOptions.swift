import ArgumentParser
import HTTP
import Layers
import OCI
import SystemPackage

/// The options of commands that read inputs: where they come from and where they are kept.
struct FetchOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where inputs are kept by their digest; docker://HOST/NAME is a repository in which builders share layers. May "
                + "stand once for each.", valueName: "dir"))
    var cache: [String] = []

    @Option(
        help: ArgumentHelp(
            "An address of a Debian archive, a Python index or the hub 'huggingface'; may stand several times.",
            valueName: "name=url"))
    var mirror: [String] = []

    @Flag(help: "Fetch nothing: what the cache lacks is an error.")
    var offline = false

    @Option(help: ArgumentHelp("The imagesmith-runtime that goes into runtime layers.", valueName: "file"))
    var runtime: String?

    @Option(help: ArgumentHelp("How much is done at once; nothing that is made depends on it.", valueName: "count"))
    var jobs: Int?

    @OptionGroup var registries: RegistryOptions

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs wants at least 1") }
        let shared = cache.filter { $0.hasPrefix(RegistryReference.transport) }
        if shared.count > 1 || cache.count - shared.count > 1 {
            throw ValidationError("--cache wants one directory and one docker://HOST/NAME at most")
        }
        for mirror in mirror { _ = try FetchOptions.split(mirror) }
    }

    /// The number of jobs: the option, else one a processor.
    var width: Int { jobs ?? Environment.processors }

    /// The cache's directory: the option, else the environment's.
    var cachePath: FilePath {
        let directory = cache.first { !$0.hasPrefix(RegistryReference.transport) }
        return directory.map { Environment.absolute(FilePath($0)) } ?? Environment.cachePath
    }

    /// Refuses a repository where no layer is composed.
    func refuseSharedLayers() throws {
        guard cache.contains(where: { $0.hasPrefix(RegistryReference.transport) }) else { return }
        throw ValidationError("only build shares layers; name a directory with --cache")
    }

    /// The repository in which builders share layers; none where nothing may be fetched.
    func sharedLayers(_ uploads: UploadOptions) throws -> RemoteLayerCache? {
        guard let text = cache.first(where: { $0.hasPrefix(RegistryReference.transport) }), !offline else { return nil }
        let repository = try RegistryRepository(text.dropFirst(RegistryReference.transport.count))
        return RemoteLayerCache(in: repository, by: try registries.client(uploads))
    }

    /// The runtime's program: the option, else the one beside this program.
    var program: FilePath {
        if let runtime { return Environment.absolute(FilePath(runtime)) }
        return Environment.programDirectory.appending("imagesmith-runtime")
    }

    /// Where artifacts and base images are read from: a store beside registries and layouts.
    func images(store: FilePath) throws -> ImageSources {
        ImageSources(store: store, registry: try registries.client(), isOffline: offline)
    }

    /// The mirrors that the options name.
    func mirrors() throws -> [(name: String, url: HTTPURL)] {
        try mirror.map { text in
            let (name, url) = try FetchOptions.split(text)
            return (name, try HTTPURL(url))
        }
    }

    private static func split(_ text: String) throws -> (String, String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw ValidationError("--mirror wants NAME=URL, not '\(text)'")
        }
        return (parts[0], parts[1])
    }
}

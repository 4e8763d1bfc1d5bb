public import HTTP

/// Where named archives and indexes are to be had from this machine: from apt's and pip's configuration, or from options.
public struct Mirrors: Hashable, Sendable {
    /// The base addresses of Debian archives, by name, in the order they are tried.
    public var archives: [String: [HTTPURL]]
    /// The places of Python indexes, by name, in the order they are tried.
    public var indexes: PythonIndexes
    /// Mirrors of model hubs, tried before the hub itself.
    public var hubMirrors: [HTTPURL]
    /// The model hub of files that name none; nil for the standard one.
    public var hub: HTTPURL?

    /// A table from its parts.
    public init(
        archives: [String: [HTTPURL]] = [:], indexes: PythonIndexes = PythonIndexes([:]), hubMirrors: [HTTPURL] = [],
        hub: HTTPURL? = nil
    ) {
        self.archives = archives
        self.indexes = indexes
        self.hubMirrors = hubMirrors
        self.hub = hub
    }

    /// The addresses of a hub's file, in the order they are tried.
    func addresses(of file: HubFile) throws(HTTPError) -> [HTTPURL] {
        var addresses: [HTTPURL] = []
        for mirror in hubMirrors { addresses.append(try file.url(at: mirror)) }
        if file.endpoint == nil, let hub {
            addresses.append(try file.url(at: hub))
        } else {
            addresses.append(try file.url(at: HTTPURL(file.endpoint ?? HubFile.standardEndpoint)))
        }
        return addresses
    }
}

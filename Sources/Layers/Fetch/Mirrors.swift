public import HTTP

/// Where named archives and indexes are to be had from this machine: from apt's and pip's configuration, or from options.
public struct Mirrors: Hashable, Sendable {
    /// The base addresses of Debian archives, by name, in the order they are tried.
    public var archives: [String: [HTTPURL]]
    /// The places of Python indexes, by name, in the order they are tried.
    public var indexes: PythonIndexes

    /// A table from its parts.
    public init(archives: [String: [HTTPURL]] = [:], indexes: PythonIndexes = PythonIndexes([:])) {
        self.archives = archives
        self.indexes = indexes
    }
}

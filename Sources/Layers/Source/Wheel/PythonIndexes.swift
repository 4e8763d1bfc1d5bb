public import HTTP
public import SystemPackage

/// Where the named indexes are on this machine: the one place that knows hosts.
public struct PythonIndexes: Hashable, Sendable {
    /// One place of an index.
    public enum Place: Hashable, Sendable {
        /// A simple repository (PEP 503, PEP 691); the URL of its root.
        case simple(HTTPURL)
        /// A directory of wheels, as pip's `find-links` names it.
        case directory(FilePath)
    }

    /// The places of each index, the first tried first.
    public let places: [PythonIndexName: [Place]]

    /// A table of one's own.
    public init(_ places: [PythonIndexName: [Place]]) { self.places = places }

    /// The places of an index. Throws `WheelError.unknownIndex`.
    func places(of name: PythonIndexName) throws(WheelError) -> [Place] {
        guard let found = places[name], !found.isEmpty else { throw .unknownIndex(name) }
        return found
    }
}

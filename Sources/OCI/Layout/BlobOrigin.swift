public import SystemPackage

/// Where the bytes of a blob that a layout lacks can be had.
public enum BlobOrigin: Hashable, Sendable, CustomStringConvertible {
    /// A repository of a registry.
    case registry(RegistryRepository)
    /// Another image layout.
    case layout(FilePath)

    /// Parses what ``description`` writes; nil for anything else.
    init?(_ text: String) {
        if text.hasPrefix(RegistryReference.transport) {
            guard let repository = try? RegistryRepository(text.dropFirst(RegistryReference.transport.count)) else {
                return nil
            }
            self = .registry(repository)
        } else if text.hasPrefix("oci:/") {
            self = .layout(FilePath(String(text.dropFirst(4))))
        } else {
            return nil
        }
    }

    /// `docker://HOST/NAME` or `oci:DIR`.
    public var description: String {
        switch self {
        case .registry(let repository): "\(RegistryReference.transport)\(repository)"
        case .layout(let path): "oci:\(path)"
        }
    }
}

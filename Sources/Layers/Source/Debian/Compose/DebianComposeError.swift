import Archive
public import OCI
public import SystemPackage

/// What stops the composing of a Debian layer.
public enum DebianComposeError: Error, Hashable, Sendable, CustomStringConvertible {
    case needsRoot
    case missingFile(package: String, Digest)
    case wrongFile(package: String, FilePath, expected: Digest, actual: Digest)
    case wrongControl(package: String, field: String, expected: String, actual: String)
    case badControl(package: String, reason: String)
    case badPath(package: String, path: String, reason: String)
    case badKind(package: String, path: String)
    case collision(path: String, first: String, second: String)
    case diversion(path: String, first: String, second: String, by: String)
    case collisionBelow(path: String, package: String)
    case notConfigured
    case otherScripts(package: String, locked: [String], actual: [String])
    case throughLink(package: String, path: String, link: String)
    case system(operation: String, path: String, Errno)
    case scripts(reason: String, log: String)
    case unfinished(audit: String)
    case tree(path: String, reason: String)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .needsRoot:
            "composing a Debian layer gives files to other users and so needs root; run this as root or with sudo"
        case .missingFile(let package, let digest): "the file of \(package) (\(digest)) was not fetched"
        case .wrongFile(let package, let path, let expected, let actual):
            "\(path) should be \(package), but has the digest \(actual) where \(expected) is locked; fetch it anew"
        case .wrongControl(let package, let field, let expected, let actual):
            "the package \(package) says '\(field): \(actual)' of itself where the lock says '\(expected)'"
        case .badControl(let package, let reason): "cannot read the control data of \(package): \(reason)"
        case .badPath(let package, let path, let reason): "cannot unpack '\(path)' of \(package): \(reason)"
        case .badKind(let package, let path):
            "cannot unpack '\(path)' of \(package): packages hold files, directories and links, and no devices"
        case .collision(let path, let first, let second):
            "both \(first) and \(second) have '\(path)', and neither says that it replaces the other"
        case .diversion(let path, let first, let second, let diverter):
            "both \(first) and \(second) have '\(path)'; \(diverter) seems to move the other's aside (dpkg-divert), which "
                + "cannot be done when all packages are unpacked at once; leave one of the two out"
        case .collisionBelow(let path, let package):
            "\(package) has '\(path)', which a layer below holds already; put both into one layer"
        case .notConfigured:
            "the layers below were composed with 'configure: none' and have no dpkg to configure packages with; compose "
                + "them with their scripts, or this layer without"
        case .otherScripts(let package, let locked, let actual):
            "\(package) has the scripts \(actual), the lock says \(locked); lock the recipe anew"
        case .throughLink(let package, let path, let link):
            "cannot unpack '\(path)' of \(package): '\(link)' is no directory there"
        case .system(let operation, let path, let errno): "cannot \(operation) '\(path)' in the new root: \(errno)"
        case .scripts(let reason, let log): "the packages' own scripts failed: \(reason); the end of their log:\n\(log)"
        case .unfinished(let audit): "the packages' scripts left work undone, as dpkg --audit says:\n\(audit)"
        case .tree(let path, let reason): "cannot take '\(path)' into the layer: \(reason)"
        }
    }
}

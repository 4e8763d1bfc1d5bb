public import OCI

/// What stops the locking of a Debian layer.
public enum DebianLockError: Error, Hashable, Sendable, CustomStringConvertible {
    case noArchives
    case noMirror(archive: String)
    case everyMirrorFailed(archive: String, path: String, reasons: [String])
    case content(url: String, expected: Digest, actual: Digest)
    case noIndex(suite: String, path: String)
    case index(suite: String, path: String, reason: String)
    case release(archive: String, url: String, DebianReleaseError)
    case unsigned(archive: String, url: String)
    case movedOn(package: String, digest: Digest)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .noArchives: "the recipe names no Debian archive to take packages from"
        case .noMirror(let archive):
            "no address is known for the Debian archive '\(archive)'; give one with --mirror \(archive)=URL, or as its 'url' "
                + "in the recipe"
        case .everyMirrorFailed(let archive, let path, let reasons):
            "cannot fetch \(path) of the archive '\(archive)'; tried \(reasons.count): \(reasons.joined(separator: "; "))"
        case .content(let url, let expected, let actual):
            "\(url) has the digest \(actual), but the signed Release says \(expected); "
                + "if the archive is just being renewed, try again"
        case .noIndex(let suite, let path):
            "the suite '\(suite)' has no index \(path); check the component and the architecture"
        case .index(let suite, let path, let reason): "cannot read \(path) of the suite '\(suite)': \(reason)"
        case .release(let archive, let url, let error):
            "cannot take \(url) for the archive '\(archive)': \(error)"
        case .unsigned(let archive, let url):
            "\(url) of the archive '\(archive)' is not signed: there is no InRelease and no Release.gpg beside it"
        case .movedOn(let package, let digest):
            "the package \(package) (\(digest)) of a Debian layer below is in no index any more; lock that layer anew too"
        }
    }
}

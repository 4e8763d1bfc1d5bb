public import OCI
public import SystemPackage

/// What stops the fetching of an input.
public enum FetchError: Error, Hashable, Sendable, CustomStringConvertible {
    case noMirror(kind: String, name: String)
    case everySourceFailed(LockedInput, reasons: [String])
    case offline(LockedInput)
    case missingFile(FilePath, input: String)
    case localChanged(FilePath, expected: Digest, actual: Digest)
    case size(String, expected: Int64, actual: Int64)
    case digest(String, expected: Digest, actual: Digest)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .noMirror(let kind, let name):
            "no address is known for the \(kind) '\(name)'; give one with --mirror \(name)=URL"
        case .everySourceFailed(let input, let reasons):
            "cannot fetch \(input.name) (\(input.digest), \(input.size) bytes); tried \(reasons.count): "
                + reasons.joined(separator: "; ") + Self.nextStep(input.origin)
        case .offline(let input):
            "\(input.name) (\(input.digest)) is not in the cache, and --offline forbids fetching it"
        case .missingFile(let path, let input): "the file \(path), locked as \(input), is missing"
        case .localChanged(let path, let expected, let actual):
            "\(path) has the digest \(actual), the lock says \(expected); if the change is meant, lock the recipe anew"
        case .size(let name, let expected, let actual): "\(name) has \(actual) bytes where \(expected) are expected"
        case .digest(let name, let expected, let actual):
            "\(name) has the digest \(actual) where \(expected) is expected"
        }
    }

    private static func nextStep(_ origin: LockedInput.Origin) -> String {
        switch origin {
        case .archive(_, _, let snapshot?):
            ". Mirrors drop what no suite names any more; name one that keeps it with --mirror \(snapshot.archive)=URL, "
                + "or lock the recipe anew"
        case .archive(_, _, nil): ". If the mirrors dropped it, lock the recipe anew"
        case .index, .built, .url, .artifact, .hub, .local: ""
        }
    }
}

/// What is wrong with a tag that an image should get.
public enum TagError: Error, Hashable, Sendable, CustomStringConvertible {
    case malformed(String, reason: String)
    case unknown(name: String, tag: String)
    case ambiguous(name: String, tag: String, versions: [String])
    /// The tag names a version which no layer holds.
    case untrue(tag: String, claim: String, held: [String])
    /// The tag names another device than the smoke tests run on.
    case otherDevice(tag: String, claim: String, tested: String)
    case onlyLatest([String])

    /// The sentence for people.
    public var description: String {
        switch self {
        case .malformed(let tag, let reason): "'\(tag)' can be no tag: \(reason)"
        case .unknown(let name, let tag):
            "the tag '\(tag)' asks for the version of '\(name)', which no layer holds; "
                + "'imagesmith plan' lists what they hold"
        case .ambiguous(let name, let tag, let versions):
            "the tag '\(tag)' asks for the version of '\(name)', which is \(versions.joined(separator: " and ")); "
                + "write {LAYER/\(name)}"
        case .untrue(let tag, let claim, let held):
            "the tag '\(tag)' says '\(claim)', but the layers hold "
                + (held.isEmpty ? "no such thing" : held.joined(separator: " and ")) + "; a tag tells the truth"
        case .otherDevice(let tag, let claim, let tested):
            "the tag '\(tag)' says '\(claim)', but the smoke tests run on the \(tested)"
        case .onlyLatest(let tags):
            "'\(tags.joined(separator: "', '"))' says nothing of what the image holds; add a tag with a version, or write "
                + "'allow-latest: true' into the recipe"
        }
    }
}

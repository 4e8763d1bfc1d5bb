public import OCI
public import Sandbox

/// What is wrong with a CDI specification, or with what it asks for on this machine.
public enum CDIError: Error, Hashable, Sendable, CustomStringConvertible {
    case malformed(JSONError)
    case version(String)
    case unknownDevice(String, known: [String])
    case hook(String)
    case sandbox(SandboxError)
    case environment(CommandError)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .malformed(let error): "cannot read the CDI specification: \(error)"
        case .version(let version): "cannot read the CDI specification: version '\(version.excerpt)' is not known"
        case .unknownDevice(let name, let known):
            "the CDI specification has no device '\(name)'; it has \(known.joined(separator: ", "))"
        case .hook(let name):
            "the CDI specification asks for the hook '\(name.excerpt)', which is not known and not run"
        case .sandbox(let error): "cannot use what the CDI specification names: \(error)"
        case .environment(let error): "cannot use what the CDI specification names: \(error)"
        }
    }
}

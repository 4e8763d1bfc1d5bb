public import OCI
public import Sandbox

/// What keeps a smoke test from reaching a verdict.
public enum SmokeError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The device that the test needs is not on this machine: the image stays a candidate.
    case deviceUnavailable(SmokeDevice, image: Digest, reason: String)
    case layout(LayoutError)
    case file(FileError)
    case rootFileSystem(RootFileSystemError)
    case sandbox(SandboxError)
    case cancelled

    /// The sentence for people.
    public var description: String {
        switch self {
        case .deviceUnavailable(let device, let image, let reason):
            "cannot test \(image) on the \(device.rawValue) here: \(reason); it stays a candidate. Gate it on a machine with "
                + "one: imagesmith smoke @\(image) --device \(device.rawValue)"
        case .layout(let error): "cannot test the image: \(error)"
        case .file(let error): "cannot test the image: \(error)"
        case .rootFileSystem(let error): error.description
        case .sandbox(let error): error.description
        case .cancelled: "the smoke test was cancelled"
        }
    }
}

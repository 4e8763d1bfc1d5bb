public import HTTP
public import SystemPackage

/// Where a wheel can be fetched.
public enum WheelLocation: Hashable, Sendable {
    /// From a server.
    case url(HTTPURL)
    /// From a file of this machine.
    case file(FilePath)
}

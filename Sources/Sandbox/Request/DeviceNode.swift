import Glibc
public import SystemPackage

/// A character device of the host that a sandbox may use.
public struct DeviceNode: Hashable, Sendable {
    /// Where it lies, on the host and in the sandbox.
    public let path: FilePath
    /// The driver's number.
    public let major: UInt32
    /// The device's number within the driver.
    public let minor: UInt32

    /// The device at `path`. Its numbers are read from the node: drivers choose some of them anew at every start.
    ///
    /// - Throws: ``SandboxError/deviceMissing(_:)`` where there is no character device.
    public init(_ path: FilePath) throws(SandboxError) {
        var status = stat()
        let found = path.withPlatformString { stat($0, &status) == 0 }
        guard path.isInsideRoot, found, status.st_mode & S_IFMT == S_IFCHR else { throw .deviceMissing(path) }
        self.path = path
        // <sys/sysmacros.h> defines major and minor as macros that Swift does not import.
        let raw = UInt64(status.st_rdev)
        major = UInt32((raw >> 8) & 0xfff | (raw >> 32) & ~0xfff)
        minor = UInt32(raw & 0xff | (raw >> 12) & 0xffff_ff00)
    }
}

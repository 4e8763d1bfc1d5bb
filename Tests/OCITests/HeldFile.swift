import Glibc
import OCI
import SystemPackage
import Testing

/// Runs `body` while a file is there that nobody can open: its opening fails with `EWOULDBLOCK`, for root as well.
///
/// A lease on the file, which would have to be given back first. Source: fcntl(2), "Leases".
func withHeldFile<Value>(_ path: FilePath, _ body: () throws -> Value) throws -> Value {
    let file = try OpenFile(path, .readWrite)
    // The signal that asks for the lease back; by default it is ignored, where SIGIO would end the process.
    try #require(fcntl(file.descriptor.rawValue, setSignal, SIGURG) == 0)
    try #require(fcntl(file.descriptor.rawValue, setLease, F_WRLCK) == 0)
    defer { withExtendedLifetime(file) {} }
    return try body()
}

// <bits/fcntl-linux.h> defines F_SETSIG and F_SETLEASE for _GNU_SOURCE alone.
private let setSignal: Int32 = 10
private let setLease: Int32 = 1024

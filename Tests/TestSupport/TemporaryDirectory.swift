import Glibc
public import SystemPackage

/// A directory that exists while its owner does.
public struct TemporaryDirectory: ~Copyable {
    /// Where it is.
    public let path: FilePath

    /// Makes an empty directory that only this user may enter.
    ///
    /// The corresponding C function is `mkdtemp`.
    public init() throws(Errno) {
        var template = Array("/tmp/imagesmith-test.XXXXXX".utf8CString)
        let made = mkdtemp(&template) != nil
        guard made else { throw Errno(rawValue: errno) }
        path = FilePath(String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    deinit { removeTree(path) }
}

/// Runs a body with an empty directory that is removed afterwards.
public func withTemporaryDirectory<Value>(_ body: (FilePath) throws -> Value) throws -> Value {
    let directory = try TemporaryDirectory()
    return try body(directory.path)
}

/// Runs a body with an empty directory that is removed afterwards.
public func withTemporaryDirectory<Value>(
    isolation: isolated (any Actor)? = #isolation, _ body: (FilePath) async throws -> Value
) async throws -> Value {
    let directory = try TemporaryDirectory()
    return try await body(directory.path)
}

/// Removes a tree without following links; what cannot be removed stays, since a test has nobody to tell.
private func removeTree(_ path: FilePath) {
    guard path.withPlatformString(unlink) != 0 else { return }
    // A directory that a test made unreadable is opened up again before it is read.
    _ = path.withPlatformString { chmod($0, 0o700) }
    for name in entries(of: path) { removeTree(path.appending(name)) }
    _ = path.withPlatformString(rmdir)
}

private func entries(of directory: FilePath) -> [FilePath.Component] {
    guard let stream = directory.withPlatformString(opendir) else { return [] }
    defer { closedir(stream) }
    var names: [FilePath.Component] = []
    while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { FilePath.Component(platformString: $0) }
        }
        if let name, name.kind == .regular { names.append(name) }
    }
    return names
}

import Glibc
import SystemPackage

/// The owner of a directory with an unguessable name that goes away with it, empty or holding files alone.
struct ScratchDirectory: ~Copyable {
    let path: FilePath

    /// The corresponding C function is `mkdtemp`.
    init(in parent: FilePath) throws(SandboxError) {
        var template = Array(parent.appending("sandbox-XXXXXX").string.utf8CString)
        guard mkdtemp(&template) != nil else { throw .scratch(parent, Errno(rawValue: errno)) }
        path = FilePath(platformString: template)
    }

    deinit { ScratchDirectory.remove(path, depth: 4) }

    /// Writes a file of its own; returns its path.
    ///
    /// - Parameter isForAll: whether every user of a sandbox may read it there: the directory itself is this user's alone.
    @discardableResult func write(
        _ bytes: [UInt8], to name: String, isForAll: Bool = false
    ) throws(SandboxError) -> FilePath {
        let file = path.appending(name)
        do {
            let descriptor = try FileDescriptor.open(
                file, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec], permissions: .ownerReadWrite)
            try descriptor.closeAfter {
                _ = try descriptor.writeAll(bytes)
                // The mask of this process takes bits from what a file is made with.
                if isForAll, fchmod(descriptor.rawValue, 0o755) != 0 { throw Errno(rawValue: errno) }
            }
        } catch { throw .scratch(file, error as? Errno ?? .ioError) }
        return file
    }

    /// The text of a file that may not be there.
    func read(_ name: String, limit: Int) -> String {
        guard
            let descriptor = try? FileDescriptor.open(
                path.appending(name), .readOnly, options: [.noFollow, .closeOnExec])
        else { return "" }
        defer { try? descriptor.close() }
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            count = (try? descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))) ?? 0
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func remove(_ path: FilePath, depth: Int) {
        // remove(3) follows no link and takes files and empty directories.
        if path.withPlatformString({ Glibc.remove($0) }) == 0 || depth == 0 { return }
        guard let stream = path.withPlatformString({ opendir($0) }) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { FilePath(platformString: $0) }
            }
            guard let component = name.lastComponent, component.kind == .regular else { continue }
            remove(path.appending(component), depth: depth - 1)
        }
        _ = path.withPlatformString { Glibc.remove($0) }
    }
}

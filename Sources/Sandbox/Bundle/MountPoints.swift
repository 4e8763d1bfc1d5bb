import Glibc
import SystemPackage

/// The owner of the mount points that a root lacked: made before the run, taken away after it.
///
/// The root is an image's: every step is relative to an open directory and follows no link.
struct MountPoints: ~Copyable {
    private let root: FilePath
    private var made: [(path: FilePath, isDirectory: Bool)] = []

    /// Makes what is missing for a request.
    init(for request: SandboxRequest) throws(SandboxError) {
        root = request.root
        var covered: [FilePath] = ["/dev", "/tmp"]
        var wanted: [(FilePath, isDirectory: Bool)] = [("/proc", true), ("/dev", true), ("/tmp", true)]
        if !request.devices.nodes.isEmpty { wanted.append(("/sys", true)) }
        for mount in request.mounts {
            if !covered.contains(where: { mount.target.starts(with: $0) }) {
                wanted.append((mount.target, mount.isDirectory))
            }
            covered.append(mount.target)
        }
        for (target, isDirectory) in wanted { try make(target, isDirectory: isDirectory) }
    }

    deinit {
        for (path, isDirectory) in made.reversed() {
            guard let parent = try? MountPoints.walk(root, path.removingLastComponent()) else { continue }
            defer { try? parent.close() }
            guard let name = path.lastComponent else { continue }
            _ = name.withPlatformString { unlinkat(parent.rawValue, $0, isDirectory ? AT_REMOVEDIR : 0) }
        }
    }

    private mutating func make(_ target: FilePath, isDirectory: Bool) throws(SandboxError) {
        var reached = FilePath("/")
        for (index, component) in target.components.enumerated() {
            let parent = try MountPoints.walk(root, reached)
            defer { try? parent.close() }
            reached.append(component)
            let isLast = index == target.components.count - 1
            let wantsDirectory = !isLast || isDirectory
            var status = stat()
            let found = component.withPlatformString { fstatat(parent.rawValue, $0, &status, AT_SYMLINK_NOFOLLOW) } == 0
            if found {
                let type = status.st_mode & S_IFMT
                let fits = wantsDirectory ? type == S_IFDIR : type == S_IFREG
                guard fits else {
                    throw .mountPoint(
                        reached, reason: "it is not \(wantsDirectory ? "a directory" : "a file") in the root")
                }
                continue
            }
            let result = component.withPlatformString { name in
                wantsDirectory
                    ? mkdirat(parent.rawValue, name, 0o755)
                    : mknodat(parent.rawValue, name, S_IFREG | 0o644, 0)
            }
            guard result == 0 else { throw .mountPoint(reached, reason: "\(Errno(rawValue: errno))") }
            made.append((reached, wantsDirectory))
        }
    }

    private static func walk(_ root: FilePath, _ path: FilePath) throws(SandboxError) -> FileDescriptor {
        var current = try openDirectory(root, below: AT_FDCWD, follow: true)
        for component in path.components {
            let next: FileDescriptor
            do throws(SandboxError) {
                next = try openDirectory(FilePath(component.string), below: current.rawValue, follow: false)
            } catch {
                try? current.close()
                throw error
            }
            try? current.close()
            current = next
        }
        return current
    }

    private static func openDirectory(
        _ path: FilePath, below directory: Int32, follow: Bool
    ) throws(SandboxError) -> FileDescriptor {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW)
        let descriptor = path.withPlatformString { openat(directory, $0, flags) }
        guard descriptor >= 0 else { throw .mountPoint(path, reason: "\(Errno(rawValue: errno))") }
        return FileDescriptor(rawValue: descriptor)
    }
}

extension SandboxMount {
    /// Whether the mount covers a directory.
    var isDirectory: Bool {
        switch kind {
        case .memory: return true
        case .bind(let source, _):
            var status = stat()
            return source.withPlatformString { stat($0, &status) == 0 } && status.st_mode & S_IFMT == S_IFDIR
        }
    }
}

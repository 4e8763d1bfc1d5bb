import Glibc
public import SystemPackage

/// The owner of a root that holds nothing but the host's programs, for what runs them apart from all else of the host.
public struct HostRoot: ~Copyable {
    private let directory: ScratchDirectory
    /// What a request mounts to have the programs: `/usr`, and what a host has beside it.
    public let mounts: [SandboxMount]

    /// The directory, which lives as long as its owner.
    public var path: FilePath { directory.path }

    /// Makes the root in `scratch`, an absolute directory.
    ///
    /// - Throws: ``SandboxError/scratch(_:_:)``.
    public init(in scratch: FilePath) throws(SandboxError) {
        let directory = try ScratchDirectory(in: scratch)
        let mounts = try HostRoot.fill(directory.path)
        self.init(owning: directory, mounts: mounts)
    }

    private init(owning directory: consuming ScratchDirectory, mounts: [SandboxMount]) {
        self.directory = directory
        self.mounts = mounts
    }

    private static func fill(_ root: FilePath) throws(SandboxError) -> [SandboxMount] {
        var mounts: [SandboxMount] = []
        for name in ["usr", "bin", "lib", "lib32", "lib64"] {
            let source = FilePath("/").appending(name)
            var target = [CChar](repeating: 0, count: 256)
            // Debian's /lib is a link into /usr since its 12th release; on older hosts it is a directory.
            if source.withPlatformString({ readlink($0, &target, target.count - 1) }) > 0 {
                let link = root.appending(name)
                let made = link.withPlatformString { symlink(target, $0) }
                guard made == 0 else { throw .scratch(link, Errno(rawValue: errno)) }
            } else if source.withPlatformString({ access($0, F_OK) }) == 0 {
                mounts.append(try SandboxMount(of: source, at: source))
            }
        }
        return mounts
    }
}

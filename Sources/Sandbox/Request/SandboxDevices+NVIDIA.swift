import Glibc
import SystemPackage

extension SandboxDevices {
    /// The NVIDIA GPUs of this machine, for compute alone, without the vendor's container tools.
    ///
    /// The driver's libraries are mounted under their sonames in one directory, so that neither links nor a loader cache
    /// have to be made in the root. The versions are the host's: driver and kernel module must be the same.
    /// - Throws: ``SandboxError/deviceMissing(_:)`` or ``SandboxError/libraryMissing(_:searched:)`` on a machine without one.
    public static func nvidia() throws(SandboxError) -> SandboxDevices {
        var nodes = [try DeviceNode("/dev/nvidiactl"), try DeviceNode("/dev/nvidia-uvm")]
        if let tools = try? DeviceNode("/dev/nvidia-uvm-tools") { nodes.append(tools) }
        let cards = (0..<64).compactMap { try? DeviceNode(FilePath("/dev/nvidia\($0)")) }
        guard !cards.isEmpty else { throw .deviceMissing("/dev/nvidia0") }
        let directory = try driverDirectory()
        var mounts = [try SandboxMount(memoryAt: libraryTarget, bytes: 1 << 20)]
        for name in libraries + versionedLibraries(of: directory) {
            let library = directory.appending(name)
            guard exists(library) else { continue }
            mounts.append(try SandboxMount(of: library, at: libraryTarget.appending(name)))
        }
        return SandboxDevices(
            nodes: nodes + cards, mounts: mounts, environment: [.libraryPath(libraryTarget)])
    }

    private static func driverDirectory() throws(SandboxError) -> FilePath {
        if let found = directories.first(where: { exists($0.appending(libraries[0])) }) { return found }
        throw .libraryMissing(libraries[0], searched: directories)
    }

    // This one is loaded by its full version, which only the target of libcuda.so.1 tells.
    private static func versionedLibraries(of directory: FilePath) -> [String] {
        var target = [CChar](repeating: 0, count: 4096)
        let count = directory.appending(libraries[0]).withPlatformString { readlink($0, &target, target.count - 1) }
        guard count > 0 else { return [] }
        let name = FilePath(platformString: target).lastComponent?.string ?? ""
        guard name.hasPrefix("libcuda.so.") else { return [] }
        return ["libnvidia-gpucomp.so." + name.dropFirst("libcuda.so.".count)]
    }

    private static func exists(_ path: FilePath) -> Bool { path.withPlatformString { access($0, R_OK) == 0 } }

    private static let libraryTarget: FilePath = "/run/imagesmith-gpu"

    private static let directories: [FilePath] = [
        "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/nvidia/lib64",
        "/usr/local/nvidia/lib", "/usr/lib/x86_64-linux-gnu/nvidia/current", "/usr/lib/wsl/lib",
    ]

    // What a CUDA program loads: the driver, its management interface, and what compiles PTX at run time.
    private static let libraries = [
        "libcuda.so.1", "libnvidia-ml.so.1", "libnvidia-ptxjitcompiler.so.1", "libnvidia-nvvm.so.4",
        "libnvidia-nvvm70.so.4",
    ]
}

/// The libraries that belong to a GPU's driver: the container runtime of the machine brings them, and an image must not.
///
/// Source: libnvidia-container, src/nvc_info.c (its lists of utility, compute, video and graphics libraries).
public enum DriverLibraries {
    /// The names, as `docs/findings.md` lists them; a trailing `*` stands for any end.
    public static let patterns = [
        "libcuda.so*", "libcudadebugger.so*", "libnvidia-*", "libnvcuvid.so*", "libnvoptix.so*", "libGLX_nvidia.so*",
        "libEGL_nvidia.so*", "libGLESv1_CM_nvidia.so*", "libGLESv2_nvidia.so*", "libvdpau_nvidia.so*",
    ]

    /// Whether the driver brings the library.
    public static func contains(_ name: LibraryName) -> Bool {
        patterns.contains { pattern in
            pattern.hasSuffix("*")
                ? name.bytes.starts(with: pattern.utf8.dropLast()) : name.bytes.elementsEqual(pattern.utf8)
        }
    }
}

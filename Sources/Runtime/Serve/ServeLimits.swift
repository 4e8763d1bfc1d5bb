import Glibc

/// What the system bounds.
enum ServeLimits {
    /// The most connections at a time.
    private static let most = 1024
    /// The descriptors that are kept for models, libraries and the loops.
    private static let reserved: rlim_t = 64

    /// The connections that may be open: as many as the limit of open files leaves room for, 1024 at most.
    ///
    /// The corresponding C function is `getrlimit`.
    static func connections() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return most }
        return Int(min(max(limit.rlim_cur, reserved * 2) - reserved, rlim_t(most)))
    }

    /// The memory of a GPU, if models run on one.
    static func memory(of device: Device) -> DeviceMemory? {
        guard case .gpu(let number) = device else { return nil }
        return DeviceMemory(number: number)
    }
}

import Glibc

/// The memory of this process.
enum ProcessMemory {
    /// The bytes that are resident: the second number of `/proc/self/statm`, in pages (proc_pid_statm(5)). Nil where
    /// there is no such file.
    static var resident: Int? {
        guard let path = try? Path("/proc/self/statm"), let file = try? InputFile(path) else { return nil }
        let numbers = file.prefix(256).split(separator: 0x20)
        guard numbers.count > 1, let pages = Int(String(decoding: numbers[1], as: UTF8.self)) else { return nil }
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }
}

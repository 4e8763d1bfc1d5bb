/// How models are run: where, with how many threads, with how much memory.
public struct SessionSettings: Sendable {
    /// The device that every node that can run there must run on.
    public let device: Device
    /// The threads that one operator may use, at least 1.
    public let threads: Int
    /// Whether models share ``TensorMemory`` and keep no blocks for sizes that they have seen, so that the most of any one
    /// run is the most of all.
    public let frugal: Bool
    /// Whether to record which provider ran each node. On a GPU it always is: nothing else proves that it ran there.
    public let profiled: Bool

    /// The most threads that are taken.
    public static let highestThreads = 1024

    /// `threads` is bounded to 1...``highestThreads``; nil means all ``availableThreads``.
    public init(device: Device, threads: Int? = nil, frugal: Bool = true, profiled: Bool = false) {
        self.device = device
        self.threads = min(max(threads ?? Self.availableThreads, 1), Self.highestThreads)
        self.frugal = frugal
        self.profiled = profiled || device != .cpu
    }

    /// The same with another number of threads.
    func with(threads: Int) -> SessionSettings {
        SessionSettings(device: device, threads: threads, frugal: frugal, profiled: profiled)
    }

    /// The processors that this process may run on: the affinity mask that `sched_getaffinity` gives, which Glibc's
    /// module hides, as `/proc/self/status` shows it; 1 when it does not.
    public static var availableThreads: Int {
        guard let path = try? Path("/proc/self/status"), let file = try? InputFile(path) else { return 1 }
        return processors(in: file.prefix(1 << 16))
    }

    /// The set bits in the line `Cpus_allowed:`, groups of hexadecimal digits (proc_pid_status(5)).
    static func processors(in status: [UInt8]) -> Int {
        let name = Array("Cpus_allowed:".utf8)
        guard let line = status.split(separator: 0x0A).first(where: { $0.starts(with: name) }) else { return 1 }
        let bits = line.dropFirst(name.count).reduce(0) { count, byte in
            count + (Character(Unicode.Scalar(byte)).hexDigitValue?.nonzeroBitCount ?? 0)
        }
        return max(1, bits)
    }
}

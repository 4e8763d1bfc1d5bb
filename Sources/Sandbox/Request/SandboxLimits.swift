/// How much a command may take.
public struct SandboxLimits: Hashable, Sendable {
    /// How long it may run.
    public let timeout: Duration
    /// How many bytes of its standard output, and of its standard error, are kept.
    public let outputBytes: Int
    /// How much memory it may have; only runc and crun can hold it to that.
    public let memoryBytes: Int64?
    /// How many processes and threads it may have; only runc and crun can hold it to that.
    public let processes: Int64?
    /// The size of `/tmp`, and of `/dev/shm`.
    public let temporaryBytes: Int64

    /// Limits from their parts.
    ///
    /// - Throws: ``SandboxError/request(_:)`` for a limit that is not positive.
    public init(
        timeout: Duration, outputBytes: Int = 4 << 20, memoryBytes: Int64? = nil, processes: Int64? = nil,
        temporaryBytes: Int64 = 1 << 30
    ) throws(SandboxError) {
        guard timeout > .zero else { throw .request(.timeout) }
        for size in [Int64(outputBytes), memoryBytes ?? 1, processes ?? 1, temporaryBytes] where size < 1 {
            throw .request(.size(size))
        }
        self.timeout = timeout
        self.outputBytes = outputBytes
        self.memoryBytes = memoryBytes
        self.processes = processes
        self.temporaryBytes = temporaryBytes
    }
}

/// The code for GPUs that a library holds: how much of it for which architecture.
public struct GPUCode: Hashable, Sendable {
    /// How much code there is of one kind for one architecture.
    public struct Amount: Hashable, Sendable {
        /// The modules.
        public var modules = 0
        /// Their bytes as they stand in the file, mostly compressed.
        public var bytes: Int64 = 0
    }

    /// Machine code, by compute capability as `86` for 8.6. It runs on that and, within the same first digit, on higher ones.
    public internal(set) var machineCode: [Int: Amount] = [:]
    /// PTX, which a driver compiles for that and every higher capability.
    public internal(set) var ptx: [Int: Amount] = [:]

    /// Code that was not found yet.
    public init() {}

    /// Whether there is none.
    public var isEmpty: Bool { machineCode.isEmpty && ptx.isEmpty }

    /// Both together.
    public static func += (left: inout GPUCode, right: GPUCode) {
        for (capability, amount) in right.machineCode { left.machineCode[capability, default: Amount()] += amount }
        for (capability, amount) in right.ptx { left.ptx[capability, default: Amount()] += amount }
    }
}

extension GPUCode.Amount {
    static func += (left: inout GPUCode.Amount, right: GPUCode.Amount) {
        left.modules += right.modules
        left.bytes += right.bytes
    }
}

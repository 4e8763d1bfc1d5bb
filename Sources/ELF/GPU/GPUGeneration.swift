/// A generation of data-centre and desktop GPUs, by its compute capability.
///
/// Source: CUDA C++ Programming Guide, "Compute Capabilities".
public struct GPUGeneration: Hashable, Sendable {
    /// The capability, as `90` for 9.0.
    public let capability: Int
    /// The name, with a product that has it.
    public let name: String

    /// The generations that are asked about, the oldest first.
    public static let all = [
        GPUGeneration(capability: 70, name: "Volta (V100)"), GPUGeneration(capability: 75, name: "Turing (T4)"),
        GPUGeneration(capability: 80, name: "Ampere (A100)"), GPUGeneration(capability: 86, name: "Ampere (A10)"),
        GPUGeneration(capability: 89, name: "Ada (L4, L40)"),
        GPUGeneration(capability: 90, name: "Hopper (H100, H200)"),
        GPUGeneration(capability: 100, name: "Blackwell (B200)"),
        GPUGeneration(capability: 120, name: "Blackwell (RTX 50)"),
    ]
}

extension GPUCode {
    /// Whether there is so little of it that it holds no kernel: the compiler leaves an empty module of under 1 KiB behind for
    /// sources that have none.
    public var isTrivial: Bool {
        machineCode.values.reduce(0) { $0 + $1.bytes } + ptx.values.reduce(0) { $0 + $1.bytes } < 4096
    }

    /// Whether the code runs on a GPU of that capability: as machine code of the same first number and at most the same
    /// second, or compiled by the driver from PTX of at most that capability.
    ///
    /// A few PTX modules that came with a static library do not make a library portable: PTX counts where there are at least
    /// a tenth as many modules of it as of the commonest machine code.
    /// Source: CUDA C++ Programming Guide, "Application Compatibility".
    public func runs(on capability: Int) -> Bool {
        let isNative = machineCode.keys.contains { $0 / 10 == capability / 10 && $0 <= capability }
        let most = machineCode.values.map(\.modules).max() ?? 0
        return isNative || ptx.contains { $0 <= capability && $1.modules * 10 >= most }
    }
}

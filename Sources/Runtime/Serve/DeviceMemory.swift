/// The memory of a GPU, as NVIDIA's driver tells it (`cuMemGetInfo` of the CUDA driver API). It counts what every process
/// holds there, for the driver tells no process apart in a container.
struct DeviceMemory: Sendable {
    private typealias Retain = @convention(c) (UnsafeMutablePointer<OpaquePointer?>, CInt) -> CInt
    private typealias SetCurrent = @convention(c) @Sendable (OpaquePointer?) -> CInt
    private typealias GetInfo = @convention(c) @Sendable (UnsafeMutablePointer<Int>, UnsafeMutablePointer<Int>) -> CInt

    /// The device's number, as `--device gpu:N` counts.
    let number: Int
    private let setCurrent: SetCurrent
    private let getInfo: GetInfo
    /// The device's primary context, which CUDA's runtime and so ONNX Runtime work in; it is kept for good.
    private let context: UInt

    /// Nil where there is no driver or no such device; models do not run there either, and say why.
    init?(number: Int, driver: String = CUDADriver.library) {
        guard let functions = try? CUDAFunctions(library: driver), let handle = try? functions.device(CInt(number)),
            let retain = try? functions.find("cuDevicePrimaryCtxRetain", Retain.self),
            let setCurrent = try? functions.find("cuCtxSetCurrent", SetCurrent.self),
            let getInfo = try? functions.find("cuMemGetInfo_v2", GetInfo.self)
        else { return nil }
        var context: OpaquePointer?
        guard retain(&context, handle) == 0, let context else { return nil }
        self.number = number
        self.setCurrent = setCurrent
        self.getInfo = getInfo
        self.context = UInt(bitPattern: context)
    }

    /// The bytes in use and the bytes in all; nil when the driver does not tell.
    var bytes: (used: Int, total: Int)? {
        var free = 0
        var total = 0
        guard setCurrent(OpaquePointer(bitPattern: context)) == 0, getInfo(&free, &total) == 0 else { return nil }
        return (total - free, total)
    }
}

import Glibc

/// The functions of NVIDIA's driver library, by name; loaded and initialized once, for as long as the process lives.
struct CUDAFunctions {
    private let handle: UnsafeMutableRawPointer
    private let library: String

    /// Loads the library. Throws ``CUDADriverError``.
    init(library: String) throws(CUDADriverError) {
        guard let handle = dlopen(library, RTLD_NOW | RTLD_LOCAL) else {
            throw .notLoaded(library, reason: dlerror().map { String(cString: $0) } ?? "dlopen gave no reason")
        }
        self.handle = handle
        self.library = library
        typealias Initialize = @convention(c) (CUnsignedInt) -> CInt
        try check(find("cuInit", Initialize.self)(0), "cuInit")
    }

    /// `CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR` and `_MINOR` (cuda.h).
    private static let capability: (major: CInt, minor: CInt) = (75, 76)

    /// A function by its name. `type` must be its signature in cuda.h.
    func find<F>(_ name: String, _ type: F.Type) throws(CUDADriverError) -> F {
        guard let symbol = dlsym(handle, name) else { throw .noFunction(library, name) }
        return unsafeBitCast(symbol, to: type)
    }

    /// What a function of one number gives.
    func number(_ name: String) throws(CUDADriverError) -> CInt {
        typealias Get = @convention(c) (UnsafeMutablePointer<CInt>) -> CInt
        var value: CInt = 0
        try check(find(name, Get.self)(&value), name)
        return value
    }

    /// The driver's handle of a GPU.
    func device(_ number: CInt) throws(CUDADriverError) -> CInt {
        typealias GetDevice = @convention(c) (UnsafeMutablePointer<CInt>, CInt) -> CInt
        var device: CInt = 0
        try check(find("cuDeviceGet", GetDevice.self)(&device, number), "cuDeviceGet")
        return device
    }

    /// What the driver says of a GPU.
    func gpu(_ number: CInt) throws(CUDADriverError) -> GPU {
        typealias GetName = @convention(c) (UnsafeMutablePointer<CChar>, CInt, CInt) -> CInt
        typealias GetMemory = @convention(c) (UnsafeMutablePointer<Int>, CInt) -> CInt
        typealias GetAttribute = @convention(c) (UnsafeMutablePointer<CInt>, CInt, CInt) -> CInt
        let device = try device(number)
        var name = [CChar](repeating: 0, count: 256)
        // One less than there is, so that the last byte ends the text whatever the library writes.
        try check(find("cuDeviceGetName", GetName.self)(&name, CInt(name.count - 1), device), "cuDeviceGetName")
        var memory = 0
        try check(find("cuDeviceTotalMem_v2", GetMemory.self)(&memory, device), "cuDeviceTotalMem_v2")
        var (major, minor): (CInt, CInt) = (0, 0)
        let attribute = try find("cuDeviceGetAttribute", GetAttribute.self)
        try check(attribute(&major, Self.capability.major, device), "cuDeviceGetAttribute")
        try check(attribute(&minor, Self.capability.minor, device), "cuDeviceGetAttribute")
        let text = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return GPU(
            number: Int(number), name: String(decoding: text, as: UTF8.self), memory: memory,
            capability: "\(major).\(minor)")
    }

    /// Throws for another status than `CUDA_SUCCESS`, with the library's own words.
    func check(_ status: CInt, _ function: String) throws(CUDADriverError) {
        guard status != 0 else { return }
        typealias GetText = @convention(c) (CInt, UnsafeMutablePointer<UnsafePointer<CChar>?>) -> CInt
        var text: UnsafePointer<CChar>?
        if let describe = try? find("cuGetErrorString", GetText.self), describe(status, &text) != 0 { text = nil }
        throw .failed(function, status: Int(status), message: text.map { String(cString: $0) } ?? "no message")
    }
}

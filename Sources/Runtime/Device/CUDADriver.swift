/// NVIDIA's driver library, asked which GPUs there are. It belongs to the host's driver and never lies in an image.
///
/// Source: CUDA Driver API, "Initialization", "Version Management", "Device Management", "Error Handling".
struct CUDADriver: Equatable, Sendable {
    /// The newest CUDA that the driver runs, as `12.8`.
    let cuda: String
    /// The GPUs, by their numbers.
    let gpus: [GPU]

    /// The name by which CUDA's own libraries open it.
    static let library = "libcuda.so.1"

    /// Loads the library for as long as the process lives, and asks. Throws ``CUDADriverError``.
    init(library: String = CUDADriver.library) throws(CUDADriverError) {
        let functions = try CUDAFunctions(library: library)
        cuda = Self.version(Int(try functions.number("cuDriverGetVersion")))
        let count = try functions.number("cuDeviceGetCount")
        var gpus: [GPU] = []
        for number in 0..<count { gpus.append(try functions.gpu(number)) }
        self.gpus = gpus
    }

    /// A version as CUDA counts them: 1000 for each major one, 10 for each minor one.
    static func version(_ number: Int) -> String { "\(number / 1000).\(number % 1000 / 10)" }
}

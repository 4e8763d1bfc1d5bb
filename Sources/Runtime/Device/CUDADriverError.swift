/// Why NVIDIA's driver cannot be asked.
enum CUDADriverError: Error, Equatable, Sendable, CustomStringConvertible {
    /// There is no driver library that can be loaded.
    case notLoaded(String, reason: String)
    /// The library lacks a function of the driver's interface.
    case noFunction(String, String)
    /// A function failed.
    case failed(String, status: Int, message: String)

    /// The sentence for the user.
    var description: String {
        switch self {
        case .notLoaded(let library, let reason):
            "NVIDIA's driver is not visible here: could not load \(library): \(reason); start the container with its GPUs "
                + "(--gpus all, or --device nvidia.com/gpu=all)"
        case .noFunction(let library, let name): "\(library) has no \(name): it is no CUDA driver library"
        case .failed(let function, let status, let message):
            "NVIDIA's driver refused \(function): \(message) (CUDA error \(status))"
        }
    }
}

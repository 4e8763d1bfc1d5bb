/// A GPU as its driver describes it.
struct GPU: Equatable, Sendable {
    /// CUDA's number of it, which `--device gpu:N` takes.
    let number: Int
    /// What NVIDIA calls it, as `NVIDIA H200`.
    let name: String
    /// Its memory, in bytes.
    let memory: Int
    /// The compute capability, as `9.0`: kernels are compiled for it.
    let capability: String
}

import OCI

/// What the layers of an image say of CUDA, by the wheels that its lock names.
public struct CUDAFacts: Hashable, Sendable {
    /// The highest version of the CUDA runtime.
    public let cuda: CUDAVersion
    /// The highest version of cuDNN; nil where there is none.
    public let cudnn: CUDAVersion?

    /// Nil for a lock without NVIDIA's wheel of the CUDA runtime.
    public init?(lock: Lock) {
        let wheels = lock.layers.flatMap(\.wheels)
        guard let cuda = CUDAFacts.highest("cuda-runtime", in: wheels) else { return nil }
        self.cuda = cuda
        cudnn = CUDAFacts.highest("cudnn", in: wheels)
    }

    private static func highest(_ part: String, in wheels: [LockedWheel]) -> CUDAVersion? {
        wheels.filter { $0.isNVIDIA(part) }.compactMap { CUDAVersion(wheel: $0.file.versionText) }.max()
    }

    /// The variables by which the NVIDIA container runtime gives a container its GPUs, and refuses a driver that is too old.
    ///
    /// Source: NVIDIA Container Toolkit, "Specialized Configurations with Docker".
    public var environment: [String] {
        [
            "NVIDIA_VISIBLE_DEVICES=all", "NVIDIA_DRIVER_CAPABILITIES=compute,utility",
            "NVIDIA_REQUIRE_CUDA=cuda>=\(cuda)",
        ]
    }

    /// What the image says of it to people and programs.
    public var labels: [String: String] {
        var labels = [Annotation.cuda: cuda.description]
        labels[Annotation.cudnn] = cudnn?.description
        labels[Annotation.driver] = cuda.oldestDriver
        return labels
    }
}

extension ExecutionConfig {
    /// The configuration with the variables and labels for CUDA that it does not name itself.
    func serving(_ facts: CUDAFacts?) -> ExecutionConfig {
        guard let facts else { return self }
        var config = self
        let named = Set(environment.map { $0.prefix { $0 != "=" } })
        config.environment += facts.environment.filter { !named.contains($0.prefix { $0 != "=" }) }
        config.labels.merge(facts.labels) { own, _ in own }
        return config
    }
}

extension LockedLayer {
    /// The wheels that the layer is made of.
    fileprivate var wheels: [LockedWheel] {
        switch content {
        case .wheels(let lock): lock.wheels
        case .model(let lock): lock.wheels
        case .runtime(let lock): [lock.wheel]
        case .debian, .files, .libraries: []
        }
    }
}

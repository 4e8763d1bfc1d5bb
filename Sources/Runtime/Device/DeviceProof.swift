/// What shows that models ran on a GPU: the kernels by execution provider, out of ONNX Runtime's own profile, and what ran them.
struct DeviceProof: Equatable, Sendable {
    let device: Device
    let gpu: GPU
    /// The version of the kernel driver; nil where `/proc` does not show it.
    let driver: String?
    /// The newest CUDA that the driver runs.
    let cuda: String
    /// The libraries of CUDA that this process has loaded.
    let libraries: [LoadedLibrary]
    let providers: ProviderCounts

    /// How numbers are treated: as the options of the session say.
    static let precision = "float32 without TF32"
}

extension DeviceProof {
    /// Looks at the machine and at this process after models ran on `device`.
    ///
    /// Throws ``EngineError/nothingRan(on:providers:)`` where no kernel ran there, ``EngineError/deviceUnavailable(_:message:)``
    /// where the driver does not know the device.
    init(of providers: ProviderCounts, on device: Device, number: Int) throws {
        try providers.requireWork(on: device)
        let machine = try Machine()
        let driver: CUDADriver
        switch machine.cuda {
        case .success(let found): driver = found
        case .failure(let error): throw EngineError.deviceUnavailable(device, message: error.description)
        }
        guard let gpu = driver.gpus.first(where: { $0.number == number }) else {
            throw EngineError.deviceUnavailable(device, message: "the driver shows \(driver.gpus.count) GPUs")
        }
        self.device = device
        self.gpu = gpu
        self.driver = machine.driver
        cuda = driver.cuda
        libraries = try LoadedLibrary.all()
        self.providers = providers
    }
}

extension ProviderCounts {
    /// The proof that a GPU did the work; nil on the CPU, where there is no other to have done it.
    func proof(on device: Device) throws -> DeviceProof? {
        guard case .gpu(let number) = device else { return nil }
        return try DeviceProof(of: self, on: device, number: number)
    }
}

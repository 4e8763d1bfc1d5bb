/// The owner of an `OrtSessionOptions`.
struct SessionOptions: ~Copyable {
    /// `ORT_LOGGING_LEVEL_ERROR`.
    static let logErrors: CInt = 3
    /// `ORT_ENABLE_ALL`.
    private static let allOptimizations: CInt = 99

    let handle: OpaquePointer
    private let engine: Engine
    private let model: Path

    /// The library's own defaults, for `model`.
    init(_ engine: Engine, model: Path) throws(EngineError) {
        let handle = try engine.functions.create(.createSessionOptions, .configure(model))
        self.engine = engine
        self.model = model
        self.handle = handle
    }

    deinit { engine.functions(.releaseSessionOptions, FunctionTable.Release.self)(handle) }

    /// Applies `settings`; with a `profile` directory, the session will write its profile there.
    borrowing func apply(_ settings: SessionSettings, profile: Path?) throws(EngineError) {
        let functions = engine.functions
        let step = EngineError.Step.configure(model)
        let numbers: [(FunctionTable.Slot, CInt)] = [
            (.setSessionLogSeverityLevel, Self.logErrors),
            (.setSessionGraphOptimizationLevel, Self.allOptimizations),
            (.setIntraOpNumThreads, CInt(settings.threads)),
            (.setInterOpNumThreads, 1),
        ]
        for (slot, number) in numbers {
            try functions.check(functions(slot, FunctionTable.SetNumber.self)(handle, number), step)
        }
        // Threads that wait by spinning take the processor time that a small container does not have.
        try set("session.intra_op.allow_spinning", to: "0")
        if settings.frugal {
            // A pattern is a block for all tensors of a run at once, kept for each size of input.
            try functions.check(functions(.disableMemPattern, FunctionTable.Change.self)(handle), step)
            if settings.device == .cpu {
                try set("session.use_env_allocators", to: "1")
            } else {
                // What is left to do on the CPU beside a GPU is small.
                try functions.check(functions(.disableCpuMemArena, FunctionTable.Change.self)(handle), step)
            }
        }
        if let profile {
            try functions.check(
                functions(.enableProfiling, FunctionTable.SetText.self)(handle, profile.string + "/profile"), step)
        }
        if case .gpu(let number) = settings.device { try appendCUDA(settings.device, number: number) }
    }

    private borrowing func set(_ key: String, to value: String) throws(EngineError) {
        typealias Add =
            @convention(c) (
                OpaquePointer, FunctionTable.CString, FunctionTable.CString
            ) -> FunctionTable.Status
        try engine.functions.check(
            engine.functions(.addSessionConfigEntry, Add.self)(handle, key, value), .configure(model))
    }

    /// Puts the CUDA provider first. The CPU provider stays behind it for the shape arithmetic that CUDA declines, so
    /// what ran where is proven from the profile.
    private borrowing func appendCUDA(_ device: Device, number: Int) throws(EngineError) {
        let functions = engine.functions
        typealias Update =
            @convention(c) (
                OpaquePointer, UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>, Int
            ) -> FunctionTable.Status
        typealias Append = @convention(c) (OpaquePointer, OpaquePointer) -> FunctionTable.Status
        do throws(EngineError) {
            let options = try functions.create(.createCUDAProviderOptions, .configure(model))
            defer { functions(.releaseCUDAProviderOptions, FunctionTable.Release.self)(options) }
            // No reduced precision and no search by measuring: the same answer on every run.
            let settings = [
                ("device_id", String(number)), ("use_tf32", "0"), ("cudnn_conv_algo_search", "HEURISTIC"),
                ("arena_extend_strategy", "kSameAsRequested"),
            ]
            let keys = CStrings(settings.map(\.0))
            let values = CStrings(settings.map(\.1))
            try functions.check(
                functions(.updateCUDAProviderOptions, Update.self)(
                    options, keys.pointers, values.pointers, settings.count), .configure(model))
            try functions.check(
                functions(.appendExecutionProviderCUDA, Append.self)(handle, options), .configure(model))
        } catch {
            throw error.blaming(device)
        }
    }
}

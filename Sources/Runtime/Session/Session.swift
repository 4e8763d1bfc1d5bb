/// A model, loaded and ready to run.
///
/// Unchecked: nothing of it changes after its init, and several threads may run it at once: "Multiple threads are allowed to
/// run this function; hence its thread-safe" (`Run` in onnxruntime/core/session/inference_session.h). ``endProfile()`` alone
/// is for one thread, after the others are done.
struct Session: ~Copyable, @unchecked Sendable {
    let model: Path
    /// The names of the model's inputs and outputs, in its own order: exports differ in them.
    let inputs: [String]
    let outputs: [String]
    let engine: Engine
    /// Whether it runs a simpler graph than the file's.
    let isSimplified: Bool

    // Released first: the library writes what is left of a profile when its session goes.
    private let owner: Owner
    private let profile: ScratchDirectory?

    /// The owner of an `OrtSession`.
    private struct Owner: ~Copyable {
        let engine: Engine
        let handle: OpaquePointer

        deinit { engine.functions(.releaseSession, FunctionTable.Release.self)(handle) }
    }

    var handle: OpaquePointer { owner.handle }

    /// Loads `model` for the device in `settings`, as it is, or for a purpose.
    ///
    /// Throws ``EngineError/deviceUnavailable(_:message:)`` when a GPU was asked for and cannot be used; there is no
    /// falling back to the CPU.
    init(_ engine: Engine, model: Path, settings: SessionSettings, purpose: GraphPurpose? = nil) throws {
        if settings.device != .cpu { try CUDALibraries(beside: engine.library).load() }
        let profile = settings.profiled ? try ScratchDirectory() : nil
        let options = try SessionOptions(engine, model: model)
        try options.apply(settings, profile: profile?.directory.path)
        let (handle, isSimplified) = try Self.create(
            engine, model, options.handle, settings, purpose: purpose)
        let owner = Owner(engine: engine, handle: handle)
        let inputs = try Self.names(engine, handle, model, .sessionGetInputCount, .sessionGetInputName)
        let outputs = try Self.names(engine, handle, model, .sessionGetOutputCount, .sessionGetOutputName)
        self.engine = engine
        self.model = model
        self.isSimplified = isSimplified
        self.inputs = inputs
        self.outputs = outputs
        self.owner = owner
        self.profile = profile
    }

    /// The only input and the only output, for the models that have one of each.
    /// Throws ``EngineError/wrongInterface(_:expected:found:)`` for others.
    var soleInput: String {
        get throws(EngineError) {
            guard inputs.count == 1, outputs.count == 1 else {
                throw .wrongInterface(
                    model, expected: "one input and one output", found: "\(inputs.count) and \(outputs.count)")
            }
            return inputs[0]
        }
    }

    /// Runs the model on `feed` and gives its first output.
    borrowing func run(_ feed: borrowing Feed) throws(EngineError) -> Tensor {
        typealias Run =
            @convention(c) (
                OpaquePointer, OpaquePointer?, UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<OpaquePointer?>, Int,
                UnsafePointer<UnsafePointer<CChar>?>, Int, UnsafeMutablePointer<OpaquePointer?>
            ) -> FunctionTable.Status
        let inputNames = CStrings(feed.names)
        let outputNames = CStrings([outputs[0]])
        var made: OpaquePointer?
        try engine.functions.check(
            engine.functions(.run, Run.self)(
                handle, nil, inputNames.pointers, feed.values, feed.values.count, outputNames.pointers, 1, &made),
            .run(model))
        return try Tensor(engine, taking: FunctionTable.made(made, .run(model)), model: model)
    }

    /// The value under `key` in the model's own metadata, or nil.
    borrowing func metadata(_ key: String) throws(EngineError) -> String? {
        typealias Lookup =
            @convention(c) (
                OpaquePointer, OpaquePointer, FunctionTable.CString,
                FunctionTable.Out<UnsafeMutablePointer<CChar>?>
            ) -> FunctionTable.Status
        let functions = engine.functions
        let step = EngineError.Step.readMetadata(model)
        let made: OpaquePointer? = try functions.get(.sessionGetModelMetadata, of: handle, initial: nil, step)
        let metadata = try FunctionTable.made(made, step)
        defer { functions(.releaseModelMetadata, FunctionTable.Release.self)(metadata) }
        var text: UnsafeMutablePointer<CChar>?
        try functions.check(
            functions(.modelMetadataLookupCustomMetadataMap, Lookup.self)(metadata, engine.allocator, key, &text), step)
        guard let text else { return nil }
        return try engine.take(text, step)
    }

    /// Ends the profile and counts the kernels that ran, by execution provider; zero of each when nothing is profiled.
    borrowing func endProfile() throws -> ProviderCounts {
        guard profile != nil else { return ProviderCounts() }
        typealias End =
            @convention(c) (
                OpaquePointer, OpaquePointer, FunctionTable.Out<UnsafeMutablePointer<CChar>?>
            ) -> FunctionTable.Status
        let step = EngineError.Step.readProfile(model)
        var text: UnsafeMutablePointer<CChar>?
        try engine.functions.check(
            engine.functions(.sessionEndProfiling, End.self)(handle, engine.allocator, &text), step)
        let file = try engine.take(FunctionTable.made(text, step), step)
        return try ProviderCounts(profile: Path(file))
    }

    private static func names(
        _ engine: Engine, _ handle: OpaquePointer, _ model: Path, _ count: FunctionTable.Slot,
        _ name: FunctionTable.Slot
    ) throws(EngineError) -> [String] {
        typealias GetName =
            @convention(c) (
                OpaquePointer, Int, OpaquePointer, FunctionTable.Out<UnsafeMutablePointer<CChar>?>
            ) -> FunctionTable.Status
        let step = EngineError.Step.open(model)
        let total: Int = try engine.functions.get(count, of: handle, initial: 0, step)
        var names: [String] = []
        for index in 0..<total {
            var text: UnsafeMutablePointer<CChar>?
            try engine.functions.check(
                engine.functions(name, GetName.self)(handle, index, engine.allocator, &text), step)
            names.append(try engine.take(FunctionTable.made(text, step), step))
        }
        return names
    }
}

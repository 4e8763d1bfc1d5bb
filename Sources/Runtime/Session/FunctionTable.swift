/// The function table of ONNX Runtime's C API (`OrtApi` in onnxruntime_c_api.h), addressed by slot number.
///
/// The table only ever grows at its end, so a slot keeps its number and its signature for good; asking the library for
/// version ``version`` promises every slot below.
struct FunctionTable {
    /// The version of the table that is asked for: the one in which the newest slot below appeared.
    static let version: UInt32 = 18

    /// The slots in use, by the C function's name.
    enum Slot: Int {
        case getErrorMessage = 2
        case createEnv = 3
        case createSession = 7
        case createSessionFromArray = 8
        case run = 9
        case createSessionOptions = 10
        case enableProfiling = 14
        case disableMemPattern = 17
        case disableCpuMemArena = 19
        case setSessionLogSeverityLevel = 22
        case setSessionGraphOptimizationLevel = 23
        case setIntraOpNumThreads = 24
        case setInterOpNumThreads = 25
        case sessionGetInputCount = 30
        case sessionGetOutputCount = 31
        case sessionGetInputTypeInfo = 33
        case sessionGetOutputTypeInfo = 34
        case sessionGetInputName = 36
        case sessionGetOutputName = 37
        case createTensorAsOrtValue = 48
        case getTensorMutableData = 51
        case castTypeInfoToTensorInfo = 55
        case getTensorElementType = 60
        case getDimensionsCount = 61
        case getDimensions = 62
        case getTensorTypeAndShape = 65
        case createCpuMemoryInfo = 69
        case allocatorFree = 76
        case getAllocatorWithDefaultOptions = 78
        case releaseEnv = 92
        case releaseStatus = 93
        case releaseSession = 95
        case releaseValue = 96
        case releaseTypeInfo = 98
        case releaseTensorTypeAndShapeInfo = 99
        case releaseSessionOptions = 100
        case sessionEndProfiling = 110
        case sessionGetModelMetadata = 111
        case modelMetadataLookupCustomMetadataMap = 116
        case releaseModelMetadata = 118
        case getAvailableProviders = 125
        case releaseAvailableProviders = 126
        case addSessionConfigEntry = 130
        case registerAllocator = 176
        case unregisterAllocator = 177
        case appendExecutionProviderCUDA = 204
        case createCUDAProviderOptions = 205
        case updateCUDAProviderOptions = 206
        case releaseCUDAProviderOptions = 208
        case getBuildInfoString = 254
    }

    /// `OrtStatus *`: null for success.
    typealias Status = OpaquePointer?
    typealias CString = UnsafePointer<CChar>
    typealias Out<T> = UnsafeMutablePointer<T>

    // The shapes that several functions share.
    typealias Release = @convention(c) (OpaquePointer?) -> Void
    typealias Create = @convention(c) (Out<OpaquePointer?>) -> Status
    typealias Change = @convention(c) (OpaquePointer) -> Status
    typealias SetNumber = @convention(c) (OpaquePointer, CInt) -> Status
    typealias SetText = @convention(c) (OpaquePointer, CString) -> Status
    typealias Get = @convention(c) (OpaquePointer, UnsafeMutableRawPointer) -> Status

    private let slots: UnsafePointer<UnsafeRawPointer?>

    init(_ slots: UnsafePointer<UnsafeRawPointer?>) { self.slots = slots }

    /// What tells one library's table from another's.
    var identity: UInt { UInt(bitPattern: slots) }

    /// The function in a slot. `type` must be its signature in onnxruntime_c_api.h.
    func callAsFunction<F>(_ slot: Slot, _ type: F.Type) -> F { unsafeBitCast(slots[slot.rawValue], to: type) }

    /// Throws what a status says, and releases it.
    func check(_ status: Status, _ step: EngineError.Step) throws(EngineError) {
        guard let status else { return }
        defer { self(.releaseStatus, Release.self)(status) }
        let message = self(.getErrorMessage, (@convention(c) (OpaquePointer) -> CString?).self)(status)
        // Some messages end in a line feed; ours become one line.
        let lines = message.map { String(cString: $0).split(whereSeparator: \.isNewline) }
        throw .failed(step, message: lines?.joined(separator: " ") ?? "no message")
    }

    /// What a function of the shape `Create` makes.
    func create(_ slot: Slot, _ step: EngineError.Step) throws(EngineError) -> OpaquePointer {
        var made: OpaquePointer?
        try check(self(slot, Create.self)(&made), step)
        return try Self.made(made, step)
    }

    /// What a function of the shape `Get` gives for `subject`.
    func get<T: BitwiseCopyable>(
        _ slot: Slot, of subject: OpaquePointer, initial: T, _ step: EngineError.Step
    ) throws(EngineError) -> T {
        var value = initial
        try check(self(slot, Get.self)(subject, &value), step)
        return value
    }

    /// The pointer that a function which reported success has left, in its checked form.
    static func made<Pointer>(_ pointer: Pointer?, _ step: EngineError.Step) throws(EngineError) -> Pointer {
        guard let pointer else { throw .failed(step, message: "the library reported success and gave nothing") }
        return pointer
    }
}

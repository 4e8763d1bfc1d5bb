/// A tensor of 32-bit floats that a model gave; the owner of its `OrtValue`.
struct Tensor: ~Copyable {
    let shape: [Int]
    private let engine: Engine
    private let value: OpaquePointer
    private let elements: UnsafeBufferPointer<Float>

    /// Takes ownership of `value`. Throws when it holds something else than floats.
    init(_ engine: Engine, taking value: OpaquePointer, model: Path) throws(EngineError) {
        let read: (shape: [Int], elements: UnsafeBufferPointer<Float>)
        do {
            read = try Self.read(engine.functions, value, model)
        } catch {
            engine.functions(.releaseValue, FunctionTable.Release.self)(value)
            throw error
        }
        (shape, elements) = read
        self.engine = engine
        self.value = value
    }

    deinit { engine.functions(.releaseValue, FunctionTable.Release.self)(value) }

    /// Calls `body` with the elements in row-major order.
    borrowing func withElements<Result>(_ body: (Span<Float>) throws -> Result) rethrows -> Result {
        try body(Span(_unsafeElements: elements))
    }

    /// Whether all elements are finite numbers.
    var isFinite: Bool {
        // The bits of the exponent, all set in an infinity or no number; one comparison at the end lets the compiler take
        // several elements at once.
        let exponent: UInt32 = 0x7F80_0000
        var strange: UInt32 = 0
        for element in elements { strange |= element.bitPattern & exponent == exponent ? 1 : 0 }
        return strange == 0
    }

    private static func read(
        _ functions: FunctionTable, _ value: OpaquePointer, _ model: Path
    ) throws(EngineError) -> (shape: [Int], elements: UnsafeBufferPointer<Float>) {
        typealias GetDimensions =
            @convention(c) (
                OpaquePointer, UnsafeMutablePointer<Int64>, Int
            ) -> FunctionTable.Status
        let step = EngineError.Step.readOutput(model)
        let made: OpaquePointer? = try functions.get(.getTensorTypeAndShape, of: value, initial: nil, step)
        let info = try FunctionTable.made(made, step)
        defer { functions(.releaseTensorTypeAndShapeInfo, FunctionTable.Release.self)(info) }
        let type: CInt = try functions.get(.getTensorElementType, of: info, initial: 0, step)
        guard type == Float.elementType else {
            throw .wrongOutput(model, expected: "32-bit floats", found: "elements of ONNX type \(type)")
        }
        let rank: Int = try functions.get(.getDimensionsCount, of: info, initial: 0, step)
        var dimensions = [Int64](repeating: 0, count: rank)
        try functions.check(functions(.getDimensions, GetDimensions.self)(info, &dimensions, rank), step)
        let shape = dimensions.map(Int.init)
        let memory: UnsafeMutableRawPointer? = try functions.get(.getTensorMutableData, of: value, initial: nil, step)
        let count = shape.reduce(1, *)
        let start = try FunctionTable.made(memory, step).assumingMemoryBound(to: Float.self)
        return (shape, UnsafeBufferPointer(start: start, count: count))
    }
}

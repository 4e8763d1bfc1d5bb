/// The named inputs of one run; the owner of their `OrtValue`s, whose memory is ``TensorMemory``'s.
struct Feed: ~Copyable {
    private let engine: Engine
    private let model: Path
    private(set) var names: [String] = []
    private(set) var values: [OpaquePointer?] = []

    init(_ engine: Engine, model: Path) {
        self.engine = engine
        self.model = model
    }

    deinit {
        for value in values { engine.functions(.releaseValue, FunctionTable.Release.self)(value) }
    }

    /// Adds a tensor of zeros and lets `fill` write into it; where `fill` writes every element, nothing need be zero before.
    mutating func add<Element: TensorElement>(
        _ name: String, shape: [Int], of type: Element.Type, whole: Bool = false,
        filling fill: (inout MutableSpan<Element>) -> Void
    ) throws(EngineError) {
        typealias CreateTensor =
            @convention(c) (
                OpaquePointer, UnsafePointer<Int64>, Int, CInt, FunctionTable.Out<OpaquePointer?>
            ) -> FunctionTable.Status
        let functions = engine.functions
        let step = EngineError.Step.prepareInput(model)
        let dimensions = shape.map(Int64.init)
        var made: OpaquePointer?
        try functions.check(
            functions(.createTensorAsOrtValue, CreateTensor.self)(
                engine.tensorAllocator, dimensions, dimensions.count, Element.elementType, &made), step)
        let value = try FunctionTable.made(made, step)
        names.append(name)
        values.append(value)
        let memory: UnsafeMutableRawPointer? = try functions.get(.getTensorMutableData, of: value, initial: nil, step)
        let count = shape.reduce(1, *)
        let elements = UnsafeMutableBufferPointer(
            start: try FunctionTable.made(memory, step).bindMemory(to: Element.self, capacity: count), count: count)
        if !whole { elements.initialize(repeating: .zero) }
        var span = MutableSpan(_unsafeElements: elements)
        fill(&span)
    }

    /// Adds a tensor of one row.
    mutating func add(_ name: String, row: [Int64]) throws(EngineError) {
        try add(name, shape: [1, row.count], of: Int64.self) { span in
            for index in row.indices { span[index] = row[index] }
        }
    }
}

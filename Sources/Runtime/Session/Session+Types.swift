extension Session {
    /// What the model says about its input of that place, or nil when it is no tensor.
    borrowing func type(ofInput index: Int) throws(EngineError) -> TensorType? {
        try type(.sessionGetInputTypeInfo, index)
    }

    /// What the model says about its output of that place, or nil when it is no tensor.
    borrowing func type(ofOutput index: Int) throws(EngineError) -> TensorType? {
        try type(.sessionGetOutputTypeInfo, index)
    }

    private borrowing func type(_ slot: FunctionTable.Slot, _ index: Int) throws(EngineError) -> TensorType? {
        typealias GetType =
            @convention(c) (
                OpaquePointer, Int, FunctionTable.Out<OpaquePointer?>
            ) -> FunctionTable.Status
        typealias GetDimensions =
            @convention(c) (
                OpaquePointer, UnsafeMutablePointer<Int64>, Int
            ) -> FunctionTable.Status
        let functions = engine.functions
        let step = EngineError.Step.open(model)
        var made: OpaquePointer?
        try functions.check(functions(slot, GetType.self)(handle, index, &made), step)
        let info = try FunctionTable.made(made, step)
        defer { functions(.releaseTypeInfo, FunctionTable.Release.self)(info) }
        // Belongs to `info`.
        let cast: OpaquePointer? = try functions.get(.castTypeInfoToTensorInfo, of: info, initial: nil, step)
        guard let tensor = cast else { return nil }
        let element: CInt = try functions.get(.getTensorElementType, of: tensor, initial: 0, step)
        let rank: Int = try functions.get(.getDimensionsCount, of: tensor, initial: 0, step)
        var dimensions = [Int64](repeating: 0, count: rank)
        try functions.check(functions(.getDimensions, GetDimensions.self)(tensor, &dimensions, rank), step)
        return TensorType(element: element, shape: dimensions.map { $0 < 0 ? nil : Int($0) })
    }
}

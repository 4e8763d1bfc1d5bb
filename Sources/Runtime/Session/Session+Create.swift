extension Session {
    /// The largest model that is read to be simplified. The networks of PP-OCR have 2 to 115 MB.
    private static let largestSimplified = 256 << 20

    /// Makes an `OrtSession` of a model; of one with a purpose on the CPU from a simpler graph that computes the same, where
    /// there is one.
    static func create(
        _ engine: Engine, _ model: Path, _ options: OpaquePointer, _ settings: SessionSettings,
        purpose: GraphPurpose?
    ) throws(EngineError) -> (handle: OpaquePointer, isSimplified: Bool) {
        // What the library does not take is told of the file, by what it says of the file.
        if settings.device == .cpu, let purpose, let bytes = simplified(model, for: purpose),
            let handle = try? create(engine, bytes, model, options)
        {
            return (handle, true)
        }
        typealias CreateSession =
            @convention(c) (
                OpaquePointer, FunctionTable.CString, OpaquePointer, FunctionTable.Out<OpaquePointer?>
            ) -> FunctionTable.Status
        var made: OpaquePointer?
        do throws(EngineError) {
            try engine.functions.check(
                engine.functions(.createSession, CreateSession.self)(
                    engine.environment, model.string, options, &made), .open(model))
        } catch {
            // A device that only fails when the session is made: no driver, no such number.
            if settings.device != .cpu, "\(error)".contains("CUDA") { throw error.blaming(settings.device) }
            throw error
        }
        return (try FunctionTable.made(made, .open(model)), false)
    }

    private static func create(
        _ engine: Engine, _ bytes: [UInt8], _ model: Path, _ options: OpaquePointer
    ) throws(EngineError) -> OpaquePointer {
        typealias CreateSession =
            @convention(c) (
                OpaquePointer, UnsafeRawPointer?, Int, OpaquePointer, FunctionTable.Out<OpaquePointer?>
            ) -> FunctionTable.Status
        var made: OpaquePointer?
        let status = bytes.withUnsafeBytes { bytes in
            engine.functions(.createSessionFromArray, CreateSession.self)(
                engine.environment, bytes.baseAddress, bytes.count, options, &made)
        }
        try engine.functions.check(status, .open(model))
        return try FunctionTable.made(made, .open(model))
    }

    /// The model after ``Graph/simplify(for:)``; nil where nothing changes, or it is none that is understood.
    private static func simplified(_ model: Path, for purpose: GraphPurpose) -> [UInt8]? {
        guard let file = try? InputFile(model), let bytes = try? file.contents(limit: largestSimplified),
            var graph = try? Graph(model: bytes[...]),
            let count = try? graph.simplify(for: purpose), count > 0
        else { return nil }
        return try? graph.model()
    }
}

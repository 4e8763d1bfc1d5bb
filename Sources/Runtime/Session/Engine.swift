import Glibc

/// ONNX Runtime, loaded from one library file; the owner of its environment (`OrtEnv`).
///
/// Unchecked: nothing of it changes after its init, and the library's functions may be called from several threads at once:
/// sessions are made and run in an environment by any of them ("Multi-Threading Support", docs/NotesOnThreading.md;
/// "This API is thread-safe" at the session's own functions, onnxruntime/core/session/inference_session.h).
public final class Engine: @unchecked Sendable {
    /// The library's own version (`OrtApiBase.GetVersionString`).
    public let version: String
    /// The library file.
    public let library: Path

    let functions: FunctionTable
    let environment: OpaquePointer
    /// The C library's allocator as ONNX Runtime wraps it; owned by the library.
    let allocator: OpaquePointer
    /// ``TensorMemory`` as this library takes it.
    let tensorAllocator: OpaquePointer

    /// Loads `library`. Throws ``EngineError`` when it cannot be loaded, is no ONNX Runtime, or is too old.
    public init(library: Path) throws(EngineError) {
        // Releases from 1.29 on send usage data unless this is set before the library is initialised.
        setenv("ORT_DISABLE_TELEMETRY", "1", 1)
        guard let handle = dlopen(library.string, RTLD_NOW | RTLD_LOCAL) else {
            throw .notLoaded(library, reason: dlerror().map { String(cString: $0) } ?? "dlopen gave no reason")
        }
        // The library is never closed: its threads and its static objects outlive every session.
        guard let symbol = dlsym(handle, "OrtGetApiBase") else { throw .notARuntime(library) }
        typealias Base = UnsafePointer<UnsafeRawPointer?>
        typealias GetBase = @convention(c) () -> Base?
        typealias GetTable = @convention(c) (UInt32) -> UnsafePointer<UnsafeRawPointer?>?
        typealias GetVersion = @convention(c) () -> FunctionTable.CString?
        guard let base = unsafeBitCast(symbol, to: GetBase.self)(), let getTable = base[0], let getVersion = base[1]
        else {
            throw .notARuntime(library)
        }
        let version = unsafeBitCast(getVersion, to: GetVersion.self)().map { String(cString: $0) } ?? "of no version"
        // An older library answers the question for a newer table with a line on stderr and null, so it is not asked.
        guard Self.minor(version).map({ $0 >= FunctionTable.version }) ?? true,
            let slots = unsafeBitCast(getTable, to: GetTable.self)(FunctionTable.version)
        else { throw .tooOld(library, version: version, needed: FunctionTable.version) }
        self.library = library
        self.version = version
        functions = FunctionTable(slots)
        typealias CreateEnv =
            @convention(c) (
                CInt, FunctionTable.CString, FunctionTable.Out<OpaquePointer?>
            ) -> FunctionTable.Status
        var made: OpaquePointer?
        try functions.check(
            functions(.createEnv, CreateEnv.self)(SessionOptions.logErrors, "imagesmith", &made), .start)
        environment = try FunctionTable.made(made, .start)
        allocator = try functions.create(.getAllocatorWithDefaultOptions, .start)
        tensorAllocator = try TensorAllocator.registered(functions, environment).handle
    }

    deinit { functions(.releaseEnv, FunctionTable.Release.self)(environment) }

    /// The version, source and flags that the library was built from (`GetBuildInfoString`).
    public var build: String {
        functions(.getBuildInfoString, (@convention(c) () -> FunctionTable.CString?).self)()
            .map { String(cString: $0) } ?? ""
    }

    /// The execution providers that the library was built with. That one is listed does not mean that it would start.
    public var providers: [String] {
        get throws(EngineError) {
            typealias Names = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
            typealias GetProviders =
                @convention(c) (
                    FunctionTable.Out<Names?>, FunctionTable.Out<CInt>
                ) -> FunctionTable.Status
            typealias ReleaseProviders = @convention(c) (Names, CInt) -> FunctionTable.Status
            var made: Names?
            var count: CInt = 0
            try functions.check(functions(.getAvailableProviders, GetProviders.self)(&made, &count), .listProviders)
            let names = try FunctionTable.made(made, .listProviders)
            let result = (0..<Int(count)).map { index in names[index].map { String(cString: $0) } ?? "" }
            try functions.check(
                functions(.releaseAvailableProviders, ReleaseProviders.self)(names, count), .listProviders)
            return result
        }
    }

    /// A string that the library made with ``allocator``, copied and freed.
    func take(_ text: UnsafeMutablePointer<CChar>, _ step: EngineError.Step) throws(EngineError) -> String {
        typealias Free = @convention(c) (OpaquePointer, UnsafeMutableRawPointer) -> FunctionTable.Status
        let string = String(cString: text)
        try functions.check(functions(.allocatorFree, Free.self)(allocator, text), step)
        return string
    }

    /// The second number of a version like `1.26.0`.
    private static func minor(_ version: String) -> UInt32? {
        let parts = version.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0].elementsEqual("1".utf8) else { return nil }
        return UInt32(String(decoding: parts[1], as: UTF8.self))
    }
}

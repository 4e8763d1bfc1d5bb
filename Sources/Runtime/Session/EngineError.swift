/// What stops the engine or a model in it.
public enum EngineError: Error, Equatable, Sendable, CustomStringConvertible {
    /// No ONNX Runtime where the executable expects it.
    case noLibrary(directory: Path)
    /// More than one ONNX Runtime where the executable expects one.
    case severalLibraries([Path])
    /// `dlopen` refused the library.
    case notLoaded(Path, reason: String)
    /// The CUDA beside ONNX Runtime lacks a library.
    case noCUDALibrary(String, directory: Path)
    /// A library that is not ONNX Runtime, or one without its C API.
    case notARuntime(Path)
    /// An ONNX Runtime from before the functions that are needed.
    case tooOld(Path, version: String, needed: UInt32)
    /// A function of ONNX Runtime failed.
    case failed(Step, message: String)
    /// The device cannot be used.
    case deviceUnavailable(Device, message: String)
    /// The session ran, but no node of the model ran on the device.
    case nothingRan(on: Device, providers: [String: Int])
    /// A model's inputs or outputs are not those of its kind.
    case wrongInterface(Path, expected: String, found: String)
    /// A model gave a tensor of another shape or element type than its kind promises.
    case wrongOutput(Path, expected: String, found: String)
    /// A model gave something that is no number.
    case notANumber(Path)
    /// The profile that ONNX Runtime wrote has another form than the one known.
    case unreadableProfile(Path, line: Int)

    /// What was being done.
    public enum Step: Equatable, Sendable, CustomStringConvertible {
        case start, listProviders
        case open(Path)
        case configure(Path)
        case prepareInput(Path)
        case run(Path)
        case readOutput(Path)
        case readMetadata(Path)
        case readProfile(Path)

        /// What was being done, as a verb with its object.
        public var description: String {
            switch self {
            case .start: "start ONNX Runtime"
            case .listProviders: "list the execution providers"
            case .open(let model): "open the model \(model)"
            case .configure(let model): "set the session options for \(model)"
            case .prepareInput(let model): "prepare an input of \(model)"
            case .run(let model): "run \(model)"
            case .readOutput(let model): "read an output of \(model)"
            case .readMetadata(let model): "read the metadata of \(model)"
            case .readProfile(let model): "end the profile of \(model)"
            }
        }
    }

    /// The sentence for the user.
    public var description: String {
        switch self {
        case .noLibrary(let directory):
            "there is no libonnxruntime.so in \(directory): name the library with --onnxruntime"
        case .severalLibraries(let paths):
            "there are several ONNX Runtimes (\(paths.map(\.string).joined(separator: ", "))): "
                + "name one with --onnxruntime"
        case .notLoaded(let path, let reason): "could not load \(path): \(reason)"
        case .noCUDALibrary(let name, let directory):
            "\(directory) has no \(name): the layer with NVIDIA's libraries is not whole"
        case .notARuntime(let path):
            "\(path) does not export OrtGetApiBase: it is no ONNX Runtime, or one without the C interface (before 1.19)"
        case .tooOld(let path, let version, let needed):
            "\(path) is ONNX Runtime \(version), which lacks version \(needed) of the C interface: "
                + "use 1.\(needed) or newer"
        case .failed(let step, let message): "could not \(step): \(message)"
        case .deviceUnavailable(let device, let message):
            "the device \(device) cannot be used: \(message)\(Self.hint(message))"
        case .nothingRan(let device, let providers):
            "no node of the models ran on \(device), though it was asked for; nodes by provider: "
                + (providers.isEmpty
                    ? "none"
                    : providers.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
                        .map { "\($0) \(providers[$0] ?? 0)" }.joined(separator: ", "))
        case .wrongInterface(let model, let expected, let found):
            "\(model) is not the model that its manifest says: expected \(expected), found \(found)"
        case .wrongOutput(let model, let expected, let found):
            "\(model) gave an unexpected output: expected \(expected), found \(found)"
        case .notANumber(let model): "\(model) gave values that are no numbers (NaN or infinity)"
        case .unreadableProfile(let path, let line):
            "the profile \(path) has a line \(line) that is not of the known form"
        }
    }

    /// The same failure, told as the device's where it is one of ONNX Runtime.
    func blaming(_ device: Device) -> EngineError {
        guard case .failed(_, let message) = self else { return self }
        return .deviceUnavailable(device, message: message)
    }

    private static func hint(_ message: String) -> String {
        if message.contains("driver") { return " (is the NVIDIA driver of the host visible in here?)" }
        if message.contains("cannot open shared object file") || message.contains("Failed to load") {
            return " (the CUDA build of ONNX Runtime and the CUDA and cuDNN libraries must be found by the loader)"
        }
        if message.contains("not enabled") || message.contains("not built") {
            return " (this ONNX Runtime is the build for the CPU)"
        }
        return ""
    }
}

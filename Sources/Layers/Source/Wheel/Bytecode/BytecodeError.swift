/// Why byte-code could not be made.
public enum BytecodeError: Error, Equatable, Sendable {
    /// A version and a magic number are those of no interpreter.
    case interpreter(String, magic: Int64)
    /// This machine's interpreter is not the locked one.
    case otherPython(locked: String, here: String)
    /// The compiler ended without an answer.
    case failed(reason: String, log: String)
}

extension BytecodeError: CustomStringConvertible {
    /// One sentence: what was being done, to what, what happened, and the next step where there is one.
    public var description: String {
        switch self {
        case .interpreter(let version, let magic): "'\(version)' with the magic number \(magic) is no Python"
        case .otherPython(let locked, let here):
            "the layer's byte-code is locked to Python \(locked), this machine has \(here), whose byte-code may differ; "
                + "use that Python, or run 'imagesmith lock --update' for the layer"
        case .failed(let reason, let log): "cannot make byte-code: \(reason): \(log)"
        }
    }
}

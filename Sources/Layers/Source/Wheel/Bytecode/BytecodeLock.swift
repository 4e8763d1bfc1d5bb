public import OCI

/// The Python that makes byte-code of a layer's sources. Its bytes depend on the interpreter, so another one is refused.
///
/// The files are of PEP 552's `unchecked-hash` kind: they hold no time, and are used without a look at the source.
public struct BytecodeLock: Hashable, Sendable {
    /// The interpreter's version, as `3.11.2`; it is CPython.
    public let python: PackageVersion
    /// The version as it was told.
    public let versionText: String
    /// The number that the files begin with.
    public let magic: Int64

    /// An interpreter.
    ///
    /// - Throws: `BytecodeError.interpreter` for what is none.
    public init(python text: String, magic: Int64) throws(BytecodeError) {
        guard let version = try? PackageVersion(text), version.release.count >= 2, (1...0xFFFF).contains(magic) else {
            throw .interpreter(String(text.prefix(100)), magic: magic)
        }
        python = version
        versionText = text
        self.magic = magic
    }

    /// Reads `{"magic", "mode", "python"}`.
    public init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["magic", "mode", "python"])
        let mode = try object.required("mode")
        guard try mode.string() == BytecodeLock.mode else { throw mode.invalid("only '\(BytecodeLock.mode)' is known") }
        let (python, magic) = (try object.required("python").string(), try object.required("magic").integer())
        do { try self.init(python: python, magic: magic) } catch { throw field.invalid(error.description) }
    }

    /// The value as `init` reads it.
    public var json: JSON {
        ["magic": .integer(magic), "mode": .string(BytecodeLock.mode), "python": .string(versionText)]
    }

    /// The kind of files, as `compileall --invalidation-mode` calls it.
    public static let mode = "unchecked-hash"
}

public import Archive
public import OCI

/// Where the parts of a wheel go, and the interpreter that scripts name.
///
/// Source: "Binary distribution format", "Spread"; the places are those of Python's `sysconfig`.
public struct InstallScheme: Hashable, Sendable {
    /// Modules, pure or not: `purelib` and `platlib`.
    public let site: TarPath
    /// Scripts.
    public let scripts: TarPath
    /// Data; headers go below its `include`.
    public let data: TarPath
    /// The interpreter's absolute path.
    public let interpreter: String

    /// Places of one's own, absolute.
    ///
    /// - Throws: `WheelError.scheme` for a path that is not absolute or names the root, and for an interpreter that a script's
    ///   first line cannot hold: Linux reads 127 bytes there (`BINPRM_BUF_SIZE` once) and splits at blanks.
    public init(site: String, scripts: String, data: String, interpreter: String) throws(WheelError) {
        self.site = try Self.path(site)
        self.scripts = try Self.path(scripts)
        self.data = try Self.path(data)
        let path = try Self.path(interpreter)
        let isPlain = path.bytes.allSatisfy { (0x21...0x7E).contains($0) }
        guard isPlain, path.bytes.count <= 120 else { throw .scheme(interpreter) }
        self.interpreter = interpreter
    }

    /// Debian's `posix_local` for a version of Python.
    public static func debian(_ target: PythonTarget) throws(WheelError) -> InstallScheme {
        try InstallScheme(
            site: "/usr/local/lib/python3.\(target.minor)/dist-packages", scripts: "/usr/local/bin", data: "/usr/local",
            interpreter: "/usr/bin/python3.\(target.minor)")
    }

    /// A directory of its own, as `pip install --target` fills it: modules and data in it, scripts in its `bin`.
    public init(prefix: TarPath, _ target: PythonTarget) throws(WheelError) {
        let path = Self.text(prefix)
        try self.init(
            site: path, scripts: path + "/bin", data: path, interpreter: "/usr/bin/python3.\(target.minor)")
    }

    /// Reads `{"data", "interpreter", "scripts", "site"}`.
    public init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["data", "interpreter", "scripts", "site"])
        let (site, scripts) = (try object.required("site").string(), try object.required("scripts").string())
        let (data, python) = (try object.required("data").string(), try object.required("interpreter").string())
        do {
            try self.init(site: site, scripts: scripts, data: data, interpreter: python)
        } catch { throw field.invalid(error.description) }
    }

    /// The value as `init` reads it.
    public var json: JSON {
        [
            "data": .string(Self.text(data)), "interpreter": .string(interpreter),
            "scripts": .string(Self.text(scripts)), "site": .string(Self.text(site)),
        ]
    }

    private static func path(_ text: String) throws(WheelError) -> TarPath {
        guard text.hasPrefix("/"), let path = try? TarPath(String(text.dropFirst())) else { throw .scheme(text) }
        return path
    }

    private static func text(_ path: TarPath) -> String { "/" + String(decoding: path.bytes, as: UTF8.self) }
}

import Archive
import OCI

/// A module's source in a wheel, and where it is installed: what byte-code is made of.
struct PythonSource: Hashable, Sendable {
    /// The wheel.
    let wheel: Digest
    /// The file in the wheel.
    let member: String
    /// Where it goes.
    let place: TarPath

    /// Where the byte-code of a source at `place` goes; nil for what is no source.
    ///
    /// Source: PEP 3147, `__pycache__` and the interpreter's tag.
    static func bytecode(of place: TarPath, minor: Int) -> TarPath? {
        guard let text = place.text, text.hasSuffix(".py") else { return nil }
        let name = text.split(separator: "/").last ?? ""
        guard name.utf8.count > 3 else { return nil }
        return try? TarPath("\(text.dropLast(name.count))__pycache__/\(name.dropLast(3)).cpython-3\(minor).pyc")
    }
}

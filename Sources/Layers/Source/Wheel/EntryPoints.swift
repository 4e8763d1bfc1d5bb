/// The scripts that `entry_points.txt` asks for.
///
/// Source: "Entry points specification", "File format" and "Use for scripts".
struct EntryPoints: Sendable {
    /// A script that calls an object of a module.
    struct Script: Hashable, Sendable {
        let name: String
        let module: String
        let object: String

        /// The script's text; every installer has its own, this one is imagesmith's.
        func text(interpreter: String) -> [UInt8] {
            let first = object.prefix { $0 != "." }
            return Array(
                """
                #!\(interpreter)
                import sys

                from \(module) import \(first)

                if __name__ == "__main__":
                    sys.exit(\(object)())

                """.utf8)
        }
    }

    /// The scripts of `console_scripts` and `gui_scripts`, in their order.
    let scripts: [Script]

    /// Parses the file; other groups are not read. Throws `WheelFault.entryPointLine`, `WheelFault.entryPoint`.
    init(parsing text: String) throws(WheelFault) {
        var scripts: [Script] = []
        var group: String?
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (index, raw) in lines.enumerated() {
            let line = Self.trimmed(raw)
            if line.isEmpty || line.hasPrefix("#") || line.hasPrefix(";") { continue }
            if line.hasPrefix("[") {
                guard line.hasSuffix("]"), line.count > 2 else { throw .entryPointLine(index + 1) }
                group = String(Self.trimmed(line.dropFirst().dropLast()))
                continue
            }
            guard let group else { throw .entryPointLine(index + 1) }
            guard group == "console_scripts" || group == "gui_scripts" else { continue }
            guard let equals = line.firstIndex(of: "=") else { throw .entryPointLine(index + 1) }
            let (name, value) = (Self.trimmed(line[..<equals]), line[line.index(after: equals)...])
            guard let script = Self.script(name, value), !scripts.contains(where: { $0.name == script.name }) else {
                throw .entryPoint(String(line.prefix(200)))
            }
            scripts.append(script)
        }
        self.scripts = scripts
    }

    private static func script(_ name: Substring, _ value: Substring) -> Script? {
        // What follows the object are extras, which installers no longer read.
        let target = trimmed(value.prefix { $0 != "[" })
        guard let colon = target.firstIndex(of: ":") else { return nil }
        let (module, object) = (trimmed(target[..<colon]), trimmed(target[target.index(after: colon)...]))
        // The name becomes a file's; the rest becomes program text, so nothing but identifiers may pass.
        let isName =
            name.utf8.count <= 200 && name != "." && name != ".." && name.unicodeScalars.allSatisfy(isNameScalar)
        guard isName, !name.isEmpty, isDotted(module), isDotted(object) else { return nil }
        return Script(name: String(name), module: String(module), object: String(object))
    }

    private static func isDotted(_ text: Substring) -> Bool {
        text.utf8.count <= 500
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
                guard let first = part.unicodeScalars.first else { return false }
                return (first == "_" || first.properties.isXIDStart)
                    && part.unicodeScalars.allSatisfy(\.properties.isXIDContinue)
            }
    }

    private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isXIDContinue || " .-+@".unicodeScalars.contains(scalar)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}

public import Archive
public import OCI

/// A symbolic link that a recipe adds to its wheels' files, as for a library that is opened by a name that its wheel lacks.
public struct WheelLink: Hashable, Sendable {
    /// Where it lies.
    public let path: TarPath
    /// What it says, relative to its own directory.
    public let target: String
    /// Where it leads.
    public let destination: TarPath

    /// A link.
    ///
    /// - Throws: `WheelError.linkTarget` for a target that is not relative, or leads out of the root or to the link itself.
    public init(path: TarPath, target: String) throws(WheelError) {
        func wrong() -> WheelError { .linkTarget(path, String(target.prefix(300))) }
        guard !target.isEmpty, target.utf8.count < 4096, !target.utf8.contains(0), !target.hasPrefix("/") else {
            throw wrong()
        }
        var parts = path.components.dropLast().map { String(decoding: $0, as: UTF8.self) }
        for part in target.split(separator: "/") {
            switch part {
            case ".": continue
            case "..": guard parts.popLast() != nil else { throw wrong() }
            default: parts.append(String(part))
            }
        }
        guard let destination = try? TarPath(parts.joined(separator: "/")), destination != path else { throw wrong() }
        self.path = path
        self.target = target
        self.destination = destination
    }

    /// Reads `{"path", "target"}`.
    public init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["path", "target"])
        let pathField = try object.required("path")
        let (text, target) = (try pathField.string(), try object.required("target").string())
        guard text.hasPrefix("/"), let path = try? TarPath(String(text.dropFirst())) else {
            throw pathField.invalid("it is no absolute, plain path")
        }
        do { try self.init(path: path, target: target) } catch { throw field.invalid(error.description) }
    }

    /// The value as `init` reads it.
    public var json: JSON {
        ["path": .string("/" + String(decoding: path.bytes, as: UTF8.self)), "target": .string(target)]
    }
}

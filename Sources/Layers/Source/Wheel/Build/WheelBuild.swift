public import OCI

/// How a wheel that no index offers is made: the sdist, the tools, and the Python that made it when it was locked.
///
/// The wheel's own digest stands in the lock beside this, so whoever builds it again knows whether it came out the same.
public struct WheelBuild: Hashable, Sendable {
    /// What it is built from.
    public let source: LockedSource
    /// What the build imports: the backend and what that asks for; sorted by project.
    public let tools: [LockedWheel]
    /// The Python that ran the backend, as `3.11.2`.
    public let python: String

    /// A build from its parts; the tools are sorted here.
    ///
    /// - Throws: `WheelBuildError.tool` for a tool that would itself have to be built.
    public init(source: LockedSource, tools: [LockedWheel], python: String) throws(WheelBuildError) {
        if let tool = tools.first(where: { $0.build != nil }) { throw .tool(tool.file) }
        self.source = source
        self.tools = tools.sorted { $0.project < $1.project }
        self.python = python
    }

    /// Reads `{"python", "source", "tools"}`.
    public init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["python", "source", "tools"])
        let toolsField = try object.required("tools")
        var tools: [LockedWheel] = []
        for element in try toolsField.elements() {
            // Checked before it is read: a lock may not nest builds without end.
            guard try element.object().optional("build") == nil else { throw element.invalid("a tool is not built") }
            tools.append(try LockedWheel(element))
        }
        let (source, python) = (try LockedSource(object.required("source")), try object.required("python").string())
        do {
            try self.init(source: source, tools: tools, python: python)
        } catch { throw field.invalid(error.description) }
        guard self.tools == tools else { throw toolsField.invalid("the tools are not sorted by project") }
    }

    /// The value as `init` reads it.
    public var json: JSON {
        ["python": .string(python), "source": source.json, "tools": .array(tools.map(\.json))]
    }

    /// All that the build reads.
    var inputs: [LockedInput] { [source.input] + tools.map(\.input) }
}

/// Something that an image may do, and a careful builder would not.
struct PolicyFault: Hashable, Sendable {
    let code: FindingCode
    /// The place of the layer; nil where the configuration is at fault.
    var layer: Int?
    /// The path in the layer.
    var path: [UInt8]?
    let actual: String

    init(_ code: FindingCode, _ actual: String) {
        self.code = code
        self.actual = actual
    }

    init(_ code: FindingCode, layer: Int, path: [UInt8], _ actual: String) {
        self.code = code
        self.layer = layer
        self.path = path
        self.actual = actual
    }
}

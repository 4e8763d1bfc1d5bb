/// The bytes of an ONNX tensor that lie in another file.
///
/// Source: onnx, docs/ExternalData.md.
struct ExternalTensor: Hashable, Sendable {
    /// The tensor's name.
    let tensor: String
    /// The file, as the model names it: relative to the model's own directory.
    let location: String
    /// Where in the file the tensor begins.
    let offset: Int64
    /// How many bytes it has.
    let length: Int64

    /// Reads the `external_data` of a tensor that needs `size` bytes.
    ///
    /// Source: onnx, docs/ExternalData.md: `location`, `offset`, `length`, `checksum`; other keys are the tools' own.
    init(_ entries: [String: String], tensor: String, size: Int64) throws(ModelFault.Reason) {
        guard let location = entries["location"], !location.isEmpty else { throw .externalData("location", "missing") }
        func number(_ key: String) throws(ModelFault.Reason) -> Int64? {
            guard let text = entries[key] else { return nil }
            guard let number = Int64(text), number >= 0, String(number) == text else { throw .externalData(key, text) }
            return number
        }
        let length = try number("length") ?? size
        guard length == size else { throw .dataSize(expected: size, actual: length) }
        self.tensor = tensor
        self.location = location
        self.length = length
        offset = try number("offset") ?? 0
    }
}

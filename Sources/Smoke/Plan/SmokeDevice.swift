import OCI

/// What models run on.
public enum SmokeDevice: String, Hashable, Sendable, CaseIterable {
    case cpu
    case gpu

    init(_ field: JSONField) throws(JSONError) {
        let text = try field.string()
        guard let device = SmokeDevice(rawValue: text) else {
            throw field.invalid("'\(text.prefix(100))' is no device; 'cpu' and 'gpu' are")
        }
        self = device
    }
}

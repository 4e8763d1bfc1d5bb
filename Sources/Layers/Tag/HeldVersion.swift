import OCI

/// One component that an image holds, by the name that tags use for it.
struct HeldVersion: Hashable, Sendable {
    /// The name, as `cuda` or `paddlepaddle-gpu`.
    let name: String
    /// The layer that holds it; nil for what the recipe says of the whole image.
    let layer: String?
    /// The version in full, as `11.8.89`.
    let version: String
    /// What `{name}` becomes in a tag, as `11.8`.
    let short: String

    init(_ name: String, _ version: String, in layer: String?, digits: Int? = nil) {
        self.name = name
        self.layer = layer
        self.version = version
        // A tag has no room for `+` (the local part of a Python version) and `~`.
        let plain = String(version.prefix { $0 != "+" && $0 != "~" })
        short = digits.map { plain.split(separator: ".").prefix($0).joined(separator: ".") } ?? plain
    }

    /// Whether `text` says the same as far as it goes: `11.8` of `11.8.89`, and not `11.80` or `11`… of `110`.
    func agrees(with text: String) -> Bool { version == text || version.hasPrefix(text + ".") || short == text }
}

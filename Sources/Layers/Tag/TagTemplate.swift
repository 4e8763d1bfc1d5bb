import OCI

/// A tag as a recipe writes it: `NAME:TAG`, in which `{NAME}` and `{LAYER/NAME}` stand for versions that the lock decides.
public struct TagTemplate: Hashable, Sendable, CustomStringConvertible {
    /// The text, as `paddle:{paddlepaddle-gpu}-gpu-cuda{cuda}-cudnn{cudnn}`.
    public let description: String
    private let parts: [Part]

    private enum Part: Hashable {
        case text(String)
        case version(of: String)
    }

    /// Parses a template.
    ///
    /// - Throws: ``TagError/malformed(_:reason:)``: for braces that do not match, and for what could be no tag whatever the
    ///   versions are.
    public init(_ text: String) throws(TagError) {
        var parts: [Part] = []
        var rest = text[...]
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}") else {
                throw .malformed(text, reason: "its braces do not match")
            }
            let name = rest[rest.index(after: open)..<close]
            guard name.wholeMatch(of: /(?:[a-z0-9._-]+\/)?[a-z0-9][a-z0-9.+-]*/) != nil else {
                throw .malformed(text, reason: "'{\(name)}' is neither {NAME} nor {LAYER/NAME}")
            }
            if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
            parts.append(.version(of: String(name)))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        self.parts = parts
        description = text
        _ = try name { _ throws(TagError) in "1" }
    }

    /// The tag itself.
    func resolved(by versions: HeldVersions) throws(TagError) -> ImageName {
        try name { (place) throws(TagError) in try versions.version(of: place, in: description) }
    }

    private func name(_ version: (String) throws(TagError) -> String) throws(TagError) -> ImageName {
        var text = ""
        for part in parts {
            switch part {
            case .text(let own): text += own
            case .version(let place): text += try version(place)
            }
        }
        do throws(ReferenceError) {
            let name = try ImageName(text)
            // A layout holds fewer names than a registry: told now, and not after the smoke test.
            _ = try name.refName()
            return name
        } catch { throw .malformed(description, reason: "\(error)") }
    }
}

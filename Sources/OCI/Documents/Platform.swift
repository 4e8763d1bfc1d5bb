/// What an image runs on.
///
/// Source: OCI image-spec, image-index.md, "platform".
public struct Platform: Hashable, Sendable, CustomStringConvertible {
    /// The operating system, as `linux`.
    public let os: String
    /// The architecture in Go's word, as `amd64`.
    public let architecture: String
    /// The architecture's variant, as `v8`.
    public let variant: String?
    /// Members that this version does not know, as `os.version`, kept as they were.
    public let unknown: [String: JSON]

    /// A platform from its parts.
    public init(os: String, architecture: String, variant: String? = nil) {
        self.os = os
        self.architecture = architecture
        self.variant = variant
        unknown = [:]
    }

    /// Parses `os/architecture[/variant]`.
    public init(_ text: String) throws(JSONError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
            throw .value(path: "platform", reason: "'\(text)' is not os/architecture")
        }
        self.init(os: parts[0], architecture: parts[1], variant: parts.count == 3 ? parts[2] : nil)
    }

    /// Reads the platform of a descriptor.
    init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try self.init(object, unknown: object.others(than: ["os", "architecture", "variant"]))
    }

    /// Reads the platform's members out of an object that holds others, too.
    init(_ object: JSONObject, unknown: [String: JSON] = [:]) throws(JSONError) {
        os = try object.required("os").string()
        architecture = try object.required("architecture").string()
        variant = try object.optional("variant")?.string()
        self.unknown = unknown
    }

    var members: [String: JSON] {
        var members = unknown
        members["os"] = .string(os)
        members["architecture"] = .string(architecture)
        members["variant"] = variant.map { .string($0) }
        return members
    }

    /// `os/architecture[/variant]`.
    public var description: String { [os, architecture, variant].compactMap(\.self).joined(separator: "/") }
}

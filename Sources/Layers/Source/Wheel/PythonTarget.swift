public import OCI

/// The Python that wheels are chosen for: CPython of one version on glibc of one version.
public struct PythonTarget: Hashable, Sendable, CustomStringConvertible {
    /// Python's minor version: 11 for 3.11.
    public let minor: Int
    /// Python's patch version, where it is known; for `Requires-Python` 0 otherwise.
    public let patch: Int?
    /// The minor version of glibc: 36 for Debian 12.
    public let glibc: Int
    /// The processor.
    public let architecture: Architecture

    /// The processors that manylinux is defined for and images are made for.
    public enum Architecture: String, Hashable, Sendable, CaseIterable {
        case x86_64, aarch64
    }

    /// Parses a version such as `3.11` or `3.11.2` and a platform such as `manylinux_2_36_x86_64`.
    ///
    /// - Throws: `WheelError.target`.
    public init(version: String, platform: String) throws(WheelError) {
        let parts = version.split(separator: ".", omittingEmptySubsequences: false).map { Self.number($0) }
        guard (2...3).contains(parts.count), parts[0] == 3, let minor = parts[1], parts.last != .some(nil) else {
            throw .target(String("\(version) \(platform)".prefix(100)))
        }
        guard platform.hasPrefix("manylinux_2_"), let cut = platform.dropFirst(12).firstIndex(of: "_"),
            let glibc = Self.number(platform.dropFirst(12)[..<cut]), glibc >= 5,
            let architecture = Architecture(rawValue: String(platform[platform.index(after: cut)...]))
        else { throw .target(String("\(version) \(platform)".prefix(100))) }
        self.minor = minor
        self.patch = parts.count == 3 ? parts[2] : nil
        self.glibc = glibc
        self.architecture = architecture
    }

    /// Reads `{"platform", "version"}`.
    public init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["platform", "version"])
        let (version, platform) = (try object.required("version").string(), try object.required("platform").string())
        do { try self.init(version: version, platform: platform) } catch { throw field.invalid(error.description) }
    }

    /// The value as `init` reads it.
    public var json: JSON { ["platform": .string(platform), "version": .string(version)] }

    /// Python's version as it was given.
    public var version: String { patch.map { "3.\(minor).\($0)" } ?? "3.\(minor)" }
    /// The platform tag of the newest glibc that is allowed.
    public var platform: String { "manylinux_2_\(glibc)_\(architecture.rawValue)" }
    /// The version and the platform.
    public var description: String { "Python \(version) on \(platform)" }

    /// Whether a `Requires-Python` allows this Python.
    func fulfils(_ specifiers: VersionSpecifiers) -> Bool {
        specifiers.allow(PackageVersion(release: [3, minor, patch ?? 0]))
    }

    /// The platform tags from the most wanted to the least, without `any`.
    ///
    /// Source: PEP 600 for the names with a glibc, PEP 513, 571 and 599 for the older names of three of them.
    var platforms: [String] {
        // No wheel for aarch64 is older than manylinux2014.
        let oldest = architecture == .x86_64 ? 5 : 17
        var platforms: [String] = []
        for minor in stride(from: glibc, through: oldest, by: -1) {
            platforms.append("manylinux_2_\(minor)_\(architecture.rawValue)")
            switch minor {
            case 17: platforms.append("manylinux2014_\(architecture.rawValue)")
            case 12: platforms.append("manylinux2010_\(architecture.rawValue)")
            case 5: platforms.append("manylinux1_\(architecture.rawValue)")
            default: break
            }
        }
        return platforms + ["linux_\(architecture.rawValue)"]
    }

    /// The tags from the most wanted to the least, in the order of PyPA's `packaging.tags`.
    public var tags: [WheelTag] {
        let platforms = platforms
        let own = "cp3\(minor)"
        let generic = ["py3\(minor)", "py3"] + stride(from: minor - 1, through: 0, by: -1).map { "py3\($0)" }
        var tags: [WheelTag] = []
        for abi in [own, "abi3", "none"] { tags += platforms.map { WheelTag(own, abi, $0) } }
        for older in stride(from: minor - 1, through: 2, by: -1) {
            tags += platforms.map { WheelTag("cp3\(older)", "abi3", $0) }
        }
        for python in generic { tags += platforms.map { WheelTag(python, "none", $0) } }
        tags.append(WheelTag(own, "none", "any"))
        tags += generic.map { WheelTag($0, "none", "any") }
        return tags
    }

    private static func number(_ text: some StringProtocol) -> Int? {
        let isNumber = !text.isEmpty && text.utf8.count <= 3 && text.utf8.allSatisfy { (48...57).contains($0) }
        guard isNumber, text == "0" || !text.hasPrefix("0") else { return nil }
        return Int(text)
    }
}

import Archive
public import OCI

/// A package as an index describes it: what it needs and where its file lies.
public struct DebianPackage: Hashable, Sendable {
    /// The name.
    public let name: DebianPackageName
    /// The version.
    public let version: DebianVersion
    /// The architecture, `all` among them.
    public let architecture: DebianArchitecture
    /// Whether dpkg will not do without it.
    public let isEssential: Bool
    /// The priority; lower is more important.
    public let priority: Priority
    /// Whether another architecture may satisfy relations with `:any` by it.
    public let isMultiArchAllowed: Bool
    /// What must be configured before it is unpacked.
    public let preDepends: [DebianDependency]
    /// What must be configured before it.
    public let depends: [DebianDependency]
    /// What most would want beside it.
    public let recommends: [DebianDependency]
    /// What it cannot be installed beside.
    public let conflicts: [DebianDependency]
    /// What cannot be configured beside it.
    public let breaks: [DebianDependency]
    /// The names that it stands in for, each perhaps with a version.
    public let provides: [DebianRelation]
    /// The file, below the archive's base.
    public let path: String
    /// The file's size.
    public let size: Int64
    /// The file's digest.
    public let digest: Digest

    /// How important a package is. Source: Debian Policy 2.5.
    public enum Priority: String, Hashable, Sendable, CaseIterable, Comparable {
        case required, important, standard, optional, extra

        /// Orders by importance.
        public static func < (left: Priority, right: Priority) -> Bool { left.rank < right.rank }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }
    }

    /// Reads what a package's own control file says, beside what its lock does.
    init(
        _ control: ControlParagraph, _ locked: DebianLock.Package, native: DebianArchitecture
    ) throws(ControlError) {
        let location = [
            ("Filename", locked.path), ("Size", "\(locked.size)"), ("SHA256", locked.digest.hex),
        ].map { ControlParagraph.Field(name: $0, value: $1) }
        let names = location.map(\.name)
        try self.init(
            ControlParagraph(control.fields.filter { !names.contains($0.name) } + location), native: native)
    }

    /// Reads what a paragraph says, for a system of `native` architecture.
    ///
    /// - Throws: ``ControlError`` for a missing field or a malformed one. `MD5sum` and `SHA1` are not looked at.
    public init(_ paragraph: ControlParagraph, native: DebianArchitecture) throws(ControlError) {
        let reader = FieldReader(paragraph: paragraph, native: native)
        name = try reader.read("Package") { (text: String) throws(DebianNameError) in try DebianPackageName(text) }
        version = try reader.read("Version") { (text: String) throws(DebianNameError) in try DebianVersion(text) }
        architecture = try reader.read("Architecture") { (text: String) throws(DebianNameError) in
            try DebianArchitecture(text)
        }
        isEssential = paragraph["Essential"] == "yes"
        priority = paragraph["Priority"].flatMap(Priority.init) ?? .optional
        isMultiArchAllowed = paragraph["Multi-Arch"] == "allowed"
        preDepends = try reader.relations("Pre-Depends")
        depends = try reader.relations("Depends")
        recommends = try reader.relations("Recommends")
        conflicts = try reader.relations("Conflicts")
        breaks = try reader.relations("Breaks")
        provides = try reader.relations("Provides").flatMap(\.alternatives)
        path = try reader.read("Filename") { (text: String) throws(TarError) in
            // Tools that make flat repositories begin every path with a dot.
            let path = text.hasPrefix("./") ? String(text.dropFirst(2)) : text
            _ = try TarPath(path)
            return path
        }
        let sizeText = try reader.required("Size")
        guard let size = Int64(sizeText), size >= 0 else { throw reader.failure("Size", sizeText, "it is no size") }
        self.size = size
        digest = try reader.read("SHA256") { (text: String) throws(DigestError) in try Digest(hex: text) }
    }
}

/// Reads the fields of one paragraph, so that every error names package and field.
private struct FieldReader {
    let paragraph: ControlParagraph
    let native: DebianArchitecture

    func required(_ field: String) throws(ControlError) -> String {
        guard let value = paragraph[field] else { throw .missingField(field, package: package) }
        return value
    }

    func read<Value, Failure: Error & CustomStringConvertible>(
        _ field: String, _ parse: (String) throws(Failure) -> Value
    ) throws(ControlError) -> Value {
        let text = try required(field)
        do { return try parse(text) } catch { throw failure(field, text, error.description) }
    }

    func relations(_ field: String) throws(ControlError) -> [DebianDependency] {
        guard let text = paragraph[field] else { return [] }
        do { return try DebianDependency.parse(text, architecture: native) } catch {
            throw failure(field, text, error.description)
        }
    }

    func failure(_ field: String, _ text: String, _ reason: String) -> ControlError {
        .field(field, value: DebianNameError.excerpt(text), package: package, reason: reason)
    }

    private var package: String { DebianNameError.excerpt(paragraph["Package"] ?? "without a name") }
}

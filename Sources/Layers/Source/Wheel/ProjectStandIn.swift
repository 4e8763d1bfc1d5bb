import Archive
import OCI

/// A project that is not installed, because another one brings its modules, and that is declared as installed all the same:
/// what requires it finds it.
///
/// Several distributions of one library, as those of OpenCV, install the same modules, so that only one of them can be in an
/// image; packages that require another of them are content with it. pip does not know that: a `.dist-info` directory with
/// metadata alone tells it, as Debian's `Provides` tells dpkg.
public struct ProjectStandIn: Hashable, Sendable {
    /// The project that is declared.
    public let project: ProjectName
    /// The project that is installed.
    public let provider: ProjectName
    /// The provider's version, as its wheel spells it.
    public let providerVersion: String
    /// The version that is declared.
    public let version: String

    /// A stand-in; its version is the provider's unless another is given.
    init(
        _ project: ProjectName, providedBy provider: ProjectName, providerVersion: String, version: String? = nil
    ) {
        self.project = project
        self.provider = provider
        self.providerVersion = providerVersion
        self.version = version ?? providerVersion
    }

    /// Reads `{"project", "provider", "providerVersion", "version"}`.
    init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["project", "provider", "providerVersion", "version"])
        project = try Self.name(object.required("project"))
        provider = try Self.name(object.required("provider"))
        providerVersion = try Self.version(object.required("providerVersion"))
        version = try Self.version(object.required("version"))
    }

    /// The value as `init` reads it.
    var json: JSON {
        [
            "project": .string(project.text), "provider": .string(provider.text),
            "providerVersion": .string(providerVersion), "version": .string(version),
        ]
    }

    /// The files by their names below the modules' directory.
    ///
    /// Source: "Recording installed projects"; "Core metadata specifications", version 2.1.
    func files() throws(TarError) -> [(path: TarPath, file: WheelFile)] {
        let metadata = """
            Metadata-Version: 2.1
            Name: \(project)
            Version: \(version)
            Summary: Not installed: \(provider) brings its modules
            Requires-Dist: \(provider)==\(providerVersion)

            """
        // Source: "Binary distribution format", "Escaping and Unicode".
        let directory = "\(project.text.split(separator: "-").joined(separator: "_"))-\(version).dist-info"
        let notes = [("INSTALLER", "imagesmith\n"), ("METADATA", metadata)].map { name, text in
            (name: "\(directory)/\(name)", file: WheelFile(Array(text.utf8)))
        }
        let record = notes.map { (path: $0.name, digest: Digest?.some($0.file.digest), size: $0.file.size) }
        let own = "\(directory)/RECORD"
        let files = notes + [(own, WheelFile(WheelRecord.text(record + [(own, nil, 0)])))]
        var placed: [(path: TarPath, file: WheelFile)] = []
        for (name, file) in files { placed.append((try TarPath(name), file)) }
        return placed
    }

    private static func version(_ field: JSONField) throws(JSONError) -> String {
        let text = try field.string()
        guard (try? PackageVersion(text)) != nil else {
            throw field.invalid("'\(text.prefix(100))' is no version of a Python package")
        }
        return text
    }

    private static func name(_ field: JSONField) throws(JSONError) -> ProjectName {
        let text = try field.string()
        guard let project = try? ProjectName(text), project.text == text else {
            throw field.invalid("'\(text.prefix(100))' is no normalised project name")
        }
        return project
    }
}

/// The name of a source distribution, as in `jieba-0.42.1.tar.gz`.
///
/// Source: "Source distribution format", "Source distribution file name". Older names hold hyphens and capitals in the
/// project, so they are read knowing whose they are.
public struct SourceFileName: Hashable, Sendable, CustomStringConvertible {
    /// The name as it stands.
    public let text: String
    /// The project.
    public let project: ProjectName
    /// The version.
    public let version: PackageVersion
    /// The version as the name spells it.
    public let versionText: String

    /// Reads the name of a file of `project`.
    ///
    /// - Throws: `WheelBuildError.fileName`.
    public init(_ text: String, of project: ProjectName) throws(WheelBuildError) {
        let suffix = [".tar.gz", ".zip"].first { text.hasSuffix($0) }
        let isPlain = text.utf8.count <= 255 && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x2F }
        guard isPlain, let stem = suffix.map({ text.dropLast($0.count) }) else {
            throw .fileName(String(text.prefix(300)), project)
        }
        for cut in stem.indices where stem[cut] == "-" {
            let rest = stem[stem.index(after: cut)...]
            guard (try? ProjectName(stem[..<cut])) == project, let version = try? PackageVersion(rest) else { continue }
            self.text = text
            self.project = project
            self.version = version
            versionText = String(rest)
            return
        }
        throw .fileName(String(text.prefix(300)), project)
    }

    /// The name as it stands.
    public var description: String { text }
}

import Archive

/// The two runs that a package's files are kept in: what its users may leave out lies apart from the rest, so that leaving
/// it out costs the rest nothing.
enum PackagePart: Int, Sendable, CaseIterable {
    case programs
    case documentation

    /// The run of an entry: a hard link stands in its target's, behind it.
    init(_ entry: TarEntry) {
        var path = entry.path
        if case .hardLink(let target) = entry.kind { path = target }
        self = Self.documents.contains { path.bytes.starts(with: $0) } ? .documentation : .programs
    }

    /// What Debian's slim images leave out.
    private static let documents = ["doc", "groff", "info", "linda", "lintian", "locale", "man"]
        .map { Array("usr/share/\($0)/".utf8) }
}

extension DebianPathRules {
    /// What Debian's own slim images leave out and keep: no documentation, manuals and translations, but every licence.
    ///
    /// Source: debuerreotype, `scripts/.slimify-excludes` and `.slimify-includes`.
    static func slim() throws(DebianNameError) -> DebianPathRules {
        DebianPathRules(exclude: try patterns(slimExcludes), keep: try patterns(slimIncludes))
    }

    /// Rules that leave out and keep what either does.
    func union(_ other: DebianPathRules) -> DebianPathRules {
        DebianPathRules(exclude: exclude + other.exclude, keep: keep + other.keep)
    }

    private static func patterns(_ texts: [String]) throws(DebianNameError) -> [DebianPathPattern] {
        var patterns: [DebianPathPattern] = []
        for text in texts { patterns.append(try DebianPathPattern(text)) }
        return patterns
    }

    private static let slimExcludes = [
        "/usr/share/doc/*", "/usr/share/groff/*", "/usr/share/info/*", "/usr/share/linda/*",
        "/usr/share/lintian/overrides/*", "/usr/share/locale/*", "/usr/share/man/*",
    ]
    private static let slimIncludes = [
        "/usr/share/doc/*/copyright", "/usr/share/doc/kde/HTML/C/*", "/usr/share/gnome/help/*/C/*",
        "/usr/share/locale/all_languages", "/usr/share/locale/currency/*", "/usr/share/locale/l10n/*",
        "/usr/share/locale/languages", "/usr/share/locale/locale.alias", "/usr/share/omf/*/*-C.emf",
    ]
}

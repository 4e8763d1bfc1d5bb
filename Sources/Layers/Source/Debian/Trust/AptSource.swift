public import HTTP
public import SystemPackage

/// One source of apt's configuration, such as the host has it.
///
/// Source: sources.list(5), both forms. What is not `deb`, is switched off or is not fetched by HTTP is left out.
public struct AptSource: Hashable, Sendable {
    /// Where it lies, in the order given.
    public let urls: [HTTPURL]
    /// The suites.
    public let suites: [String]
    /// The components.
    public let components: [String]
    /// The keyring, where the configuration names a file.
    public let keyring: FilePath?

    /// Parses the contents of configuration files; `.sources` are in the form of deb822, others in that of one line.
    ///
    /// What cannot be understood is left out: it is the host's affair, and a missing mirror is told later by name.
    public static func parse(files: [(name: String, text: String)]) -> [AptSource] {
        files.flatMap { file in file.name.hasSuffix(".sources") ? deb822(file.text) : oneLine(file.text) }
    }

    private static func deb822(_ text: String) -> [AptSource] {
        guard let paragraphs = try? ControlParagraph.parse(Array(text.utf8), limit: 10_000) else { return [] }
        return paragraphs.compactMap { paragraph in
            func words(_ name: String) -> [String] {
                (paragraph[name] ?? "").split(whereSeparator: \.isBlank).map(String.init)
            }
            guard words("Types").contains("deb"), !["no", "false"].contains(paragraph["Enabled"] ?? "yes") else {
                return nil
            }
            return AptSource(
                urls: words("URIs"), suites: words("Suites"), components: words("Components"),
                keyring: paragraph["Signed-By"])
        }
    }

    private static func oneLine(_ text: String) -> [AptSource] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            let code = line.prefix { $0 != "#" }
            guard let kind = code.split(whereSeparator: \.isBlank).first, kind == "deb" else { return nil }
            var rest = code[kind.endIndex...].trimmed
            var keyring: String?
            if rest.first == "[" {
                guard let close = rest.firstIndex(of: "]") else { return nil }
                for option in rest[..<close].dropFirst().split(whereSeparator: \.isBlank)
                where option.lowercased().hasPrefix("signed-by=") {
                    keyring = String(option.dropFirst("signed-by=".count))
                }
                rest = rest[rest.index(after: close)...]
            }
            let words = rest.split(whereSeparator: \.isBlank).map(String.init)
            guard words.count >= 2 else { return nil }
            return AptSource(
                urls: [words[0]], suites: [words[1]], components: Array(words.dropFirst(2)), keyring: keyring)
        }
    }

    private init?(urls: [String], suites: [String], components: [String], keyring: String?) {
        self.urls = urls.compactMap { try? HTTPURL($0) }
        self.suites = suites
        self.components = components
        // A key may also stand in the configuration itself, over many lines.
        self.keyring = keyring.flatMap { $0.hasPrefix("/") && !$0.contains("\n") ? FilePath($0) : nil }
        if self.urls.isEmpty || suites.isEmpty { return nil }
    }
}

extension DebianArchive {
    /// Where the host's configuration has this archive: the addresses of the sources that have any of its suites.
    ///
    /// An archive is a name in the recipe alone; what it shares with the host's sources are the suites.
    public func addresses(in sources: [AptSource]) -> [HTTPURL] {
        var found: [HTTPURL] = []
        // Flat suites of different vendors have the same name.
        for suite in suites where !suite.isFlat {
            for source in sources where source.suites.contains(suite.text) {
                for url in source.urls where !found.contains(url) { found.append(url) }
            }
        }
        return found
    }
}

public import HTTP
public import SystemPackage

/// Where pip of this machine takes packages from, as pip itself says.
public struct PipConfiguration: Hashable, Sendable {
    /// The index; nil where pip is told to ask none.
    public let index: HTTPURL?
    /// Further indexes.
    public let extraIndexes: [HTTPURL]
    /// Directories of wheels.
    public let directories: [FilePath]
    /// The certificates that pip trusts instead of its own.
    public let certificates: FilePath?
    /// Values of `find-links` that are no directory, which imagesmith does not ask.
    public let ignored: [String]

    /// The places of the index named `pypi`, in the order in which they are asked.
    public var places: [PythonIndexes.Place] {
        ([index].compactMap(\.self) + extraIndexes).map { .simple($0) } + directories.map { .directory($0) }
    }

    /// Asks pip. Its settings come from its files and from the `PIP_` variables of `environment`; the default index is pip's own.
    ///
    /// - Throws: `WheelError`: `toolMissing`, `toolFailed`, `toolAnswer`, `pipSetting`.
    public static func discover(environment: [String: String]) async throws -> PipConfiguration {
        let python = PythonTool(name: "python3", environment: environment)
        let arguments = ["-m", "pip", "--disable-pip-version-check", "--no-color", "config", "list"]
        guard let listing = try await python.run(arguments) else {
            throw WheelError.toolMissing(["python3 with pip"])
        }
        var settings = try settings(String(decoding: listing, as: UTF8.self))
        if settings["index-url"] == nil {
            let script = "from pip._internal.models.index import PyPI; print(PyPI.simple_url)"
            let answer = try await python.run(["-c", script]) ?? []
            settings["index-url"] = String(decoding: answer, as: UTF8.self)
        }
        return try PipConfiguration(settings: settings)
    }

    /// Reads the settings that `pip install` would use.
    init(settings: [String: String]) throws(WheelError) {
        func words(_ key: String) -> [String] {
            (settings[key] ?? "").split(whereSeparator: \.isWhitespace).map { String($0) }
        }
        var indexes: [String: [HTTPURL]] = [:]
        for key in ["index-url", "extra-index-url"] {
            for word in words(key) {
                // The text may hold a password, so it stands in no message.
                guard let url = try? HTTPURL(word) else {
                    throw .pipSetting(
                        key, reason: "it is no http or https URL, or holds a user or password; use ~/.netrc")
                }
                indexes[key, default: []].append(url)
            }
        }
        let isWithoutIndex = ["1", "true", "yes", "on", "y", "t"].contains(settings["no-index"]?.lowercased() ?? "")
        index = isWithoutIndex ? nil : indexes["index-url"]?.first
        extraIndexes = isWithoutIndex ? [] : indexes["extra-index-url"] ?? []
        certificates = settings["cert"].map { FilePath($0) }
        var directories: [FilePath] = []
        var ignored: [String] = []
        for word in words("find-links") {
            let path =
                word.hasPrefix("file://") ? SimplePage.percentDecoded(Array(word.dropFirst(7).utf8)) : Array(word.utf8)
            if let path, path.first == UInt8(ascii: "/"), !word.hasSuffix(".html"),
                let text = String(validating: path, as: UTF8.self)
            {
                directories.append(FilePath(text))
            } else {
                ignored.append(word)
            }
        }
        self.directories = directories
        self.ignored = ignored
    }

    /// Reads the lines of `pip config list`, as in `global.index-url='https://…'`. Later sections replace earlier ones.
    ///
    /// Source: pip's documentation, "Configuration", "Precedence / Override order".
    static func settings(_ listing: String) throws(WheelError) -> [String: String] {
        var settings: [String: String] = [:]
        let lines = listing.split(separator: "\n")
        for section in ["global.", "install.", ":env:."] {
            for line in lines where line.hasPrefix(section) {
                guard let equals = line.firstIndex(of: "="), let value = unquoted(line[line.index(after: equals)...])
                else {
                    throw .toolAnswer("pip config list", reason: "a line is no name and quoted value")
                }
                settings[String(line[..<equals].dropFirst(section.count))] = value
            }
        }
        return settings
    }

    /// The text that a Python string literal stands for, as `repr` writes it; nil for anything else.
    private static func unquoted(_ literal: Substring) -> String? {
        guard let quote = literal.first, quote == "'" || quote == "\"", literal.count > 1, literal.last == quote else {
            return nil
        }
        var text = ""
        var rest = literal.dropFirst().dropLast()
        while let character = rest.popFirst() {
            guard character == "\\" else {
                text.append(character)
                continue
            }
            switch rest.popFirst() {
            case "n": text.append("\n")
            case "t": text.append("\t")
            case "r": text.append("\r")
            case "\\": text.append("\\")
            case "'": text.append("'")
            case "\"": text.append("\"")
            default: return nil
            }
        }
        return text
    }
}

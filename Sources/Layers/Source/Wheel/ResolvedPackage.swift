import HTTP
import OCI
import SystemPackage

/// One package that a resolver chose, with the wheels that it could be installed from.
struct ResolvedPackage: Sendable {
    /// One wheel of it.
    struct Wheel: Sendable {
        let file: WheelFileName
        let location: WheelLocation
        let size: Int64?
        let digest: Digest
    }

    let project: ProjectName
    let version: String
    let wheels: [Wheel]

    /// Reads `pylock.toml`. Throws `WheelError.toolAnswer`.
    ///
    /// Source: "pylock.toml specification" (PEP 751), version 1.
    static func read(pylock bytes: [UInt8], of tool: String) throws(WheelError) -> [ResolvedPackage] {
        let document: JSON
        do { document = try TOMLReader.read(bytes) } catch {
            throw .toolAnswer(tool, reason: "line \(error.line) of its pylock.toml cannot be read")
        }
        do throws(JSONError) {
            let lock = try JSONField(document).object()
            let version = try lock.required("lock-version")
            guard try version.string().hasPrefix("1.") else { throw version.invalid("only version 1 is known") }
            var packages: [ResolvedPackage] = []
            for element in try lock.optional("packages")?.elements() ?? [] { packages.append(try package(element)) }
            return packages
        } catch { throw .toolAnswer(tool, reason: error.description) }
    }

    /// Reads the report of `pip install --dry-run`. Throws `WheelError.toolAnswer`, `WheelError.pipPython`.
    ///
    /// Source: pip's documentation, "Installation Report", version 1.
    static func read(report bytes: [UInt8], target: PythonTarget) throws(WheelError) -> [ResolvedPackage] {
        let running: String
        var packages: [ResolvedPackage] = []
        do throws(JSONError) {
            let report = try JSONField(JSON(parsing: bytes, limits: .large)).object()
            let version = try report.required("version")
            guard try version.string() == "1" else { throw version.invalid("only version 1 is known") }
            running = try report.required("environment").object().required("python_version").string()
            for element in try report.required("install").elements() { packages.append(try installed(element)) }
        } catch { throw .toolAnswer("pip", reason: error.description) }
        guard running == "3.\(target.minor)" else { throw .pipPython(running: running, target: target) }
        return packages
    }

    private static func package(_ field: JSONField) throws(JSONError) -> ResolvedPackage {
        let object = try field.object()
        let (nameField, version) = (try object.required("name"), try object.required("version").string())
        var wheels: [Wheel] = []
        for element in try object.optional("wheels")?.elements() ?? [] {
            let wheel = try element.object()
            let hash = try wheel.required("hashes").object().required("sha256")
            let size = try wheel.optional("size").map { field throws(JSONError) in try field.integer() }
            let url = try wheel.required("url")
            if let wheel = try Self.wheel(url, hash, size) { wheels.append(wheel) }
        }
        return ResolvedPackage(project: try project(nameField), version: version, wheels: wheels)
    }

    private static func installed(_ field: JSONField) throws(JSONError) -> ResolvedPackage {
        let object = try field.object()
        let metadata = try object.required("metadata").object()
        let (nameField, version) = (try metadata.required("name"), try metadata.required("version").string())
        let download = try object.required("download_info").object()
        let hash = try download.required("archive_info").object().required("hashes").object().required("sha256")
        let wheel = try wheel(download.required("url"), hash, nil)
        return ResolvedPackage(project: try project(nameField), version: version, wheels: [wheel].compactMap(\.self))
    }

    private static func project(_ field: JSONField) throws(JSONError) -> ProjectName {
        let text = try field.string()
        do { return try ProjectName(text) } catch { throw field.invalid(error.description) }
    }

    /// A wheel; nil for a file whose name is none, which nothing could be chosen by.
    private static func wheel(_ url: JSONField, _ hash: JSONField, _ size: Int64?) throws(JSONError) -> Wheel? {
        let (urlText, hashText) = (try url.string(), try hash.string())
        let digest: Digest
        do { digest = try Digest(hex: hashText) } catch { throw hash.invalid(error.description) }
        let location: WheelLocation
        let name: String?
        if urlText.hasPrefix("file:///") {
            let path = SimplePage.percentDecoded(Array(urlText.dropFirst(7).utf8)).flatMap {
                String(validating: $0, as: UTF8.self)
            }
            guard let path, !path.utf8.contains(0) else { throw url.invalid("it names no file") }
            location = .file(FilePath(path))
            name = FilePath(path).lastComponent?.string
        } else {
            let parsed: HTTPURL
            do { parsed = try HTTPURL(urlText) } catch { throw url.invalid("it is no http or https URL") }
            location = .url(parsed)
            name = SimplePage.fileName(of: parsed)
        }
        guard let name, let file = try? WheelFileName(name) else { return nil }
        return Wheel(file: file, location: location, size: size, digest: digest)
    }
}

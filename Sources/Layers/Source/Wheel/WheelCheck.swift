import Archive

/// A wheel whose metadata are those of the file's name, in a format that is known, for the Python that is there.
///
/// The tags of its WHEEL are not compared: old ones often differ from the file's name, which is what was chosen by.
///
/// Source: "Binary distribution format", "Installing a wheel"; "Core metadata"; "pylock.toml", "Installation".
struct WheelCheck {
    /// The version of the format.
    let format: String

    /// Checks an opened wheel.
    ///
    /// - Throws: `WheelFault`; `WheelError.wheel`, `WheelError.archive` for metadata that cannot be read.
    init(_ wheel: WheelArchive, _ locked: LockedWheel, _ target: PythonTarget) throws {
        let stem = String(decoding: wheel.distInfo.bytes.dropLast(10), as: UTF8.self)
        guard let cut = stem.lastIndex(of: "-"), Self.isSame(locked, stem[..<cut], stem[stem.index(after: cut)...])
        else { throw WheelFault.distInfoName(wheel.distInfo.description) }
        guard let wheelText = try wheel.text("WHEEL", limit: 1 << 20) else { throw WheelFault.missing("WHEEL") }
        format = try Self.format(WheelMetadata(parsing: wheelText, file: "WHEEL"))
        guard let metadataText = try wheel.text("METADATA", limit: 16 << 20) else {
            throw WheelFault.missing("METADATA")
        }
        let metadata = WheelMetadata(parsing: metadataText, file: "METADATA")
        let (project, version) = (try metadata.required("Name"), try metadata.required("Version"))
        guard Self.isSame(locked, project[...], version[...]) else {
            throw WheelFault.otherProject(String(project.prefix(100)), version: String(version.prefix(100)))
        }
        guard let text = try metadata.optional("Requires-Python") else { return }
        let specifiers: VersionSpecifiers
        do { specifiers = try VersionSpecifiers(text) } catch {
            throw WheelFault.value(String(text.prefix(100)), field: "Requires-Python", file: "METADATA")
        }
        guard target.fulfils(specifiers) else { throw WheelFault.requiresPython(text, target) }
    }

    private static func format(_ wheel: WheelMetadata) throws(WheelFault) -> String {
        let version = try wheel.required("Wheel-Version")
        let parts = version.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.first == 1, parts.allSatisfy({ $0 != nil }) else {
            throw .wheelVersion(String(version.prefix(100)))
        }
        // Both go to one directory here, but a wheel that does not say is none.
        let purity = try wheel.required("Root-Is-Purelib").lowercased()
        guard purity == "true" || purity == "false" else {
            throw .value(String(purity.prefix(100)), field: "Root-Is-Purelib", file: "WHEEL")
        }
        return version
    }

    private static func isSame(_ locked: LockedWheel, _ project: Substring, _ version: Substring) -> Bool {
        let version = version.map { $0 == "_" ? "-" : String($0) }.joined()
        return (try? ProjectName(project)) == locked.project && (try? PackageVersion(version)) == locked.file.version
    }
}

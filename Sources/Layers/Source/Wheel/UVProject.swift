import HTTP
import OCI

/// A project as uv reads it, whose packages are bound to indexes.
///
/// Source: uv's documentation, "Package indexes", "Pinning a package to an index": an explicit index is asked for nothing
/// but what is bound to it, and what is bound to one comes from no other.
struct UVProject {
    private let requirements: [String]
    private let sources: [(package: ProjectName, index: PythonIndexName)]
    private let urls: [(index: PythonIndexName, url: HTTPURL)]

    /// The project's name, which leads every list of what requires a package.
    private static let name = "imagesmith-request"

    /// The project of a request that requires `pins` as well.
    ///
    /// - Throws: `WheelError.unknownIndex` for an index without an address.
    init(_ request: WheelsRequest, pins: [ProjectName], indexes: PythonIndexes) throws(WheelError) {
        requirements = request.requirements + pins.map(\.text)
        sources = request.extraIndexes.flatMap { index in index.packages.map { ($0, index.name) } }
        var urls: [(index: PythonIndexName, url: HTTPURL)] = []
        for index in request.extraIndexes {
            let places = try indexes.places(of: index.name)
            // uv knows one address of an index; a build tries all of them.
            let url = places.lazy.compactMap { if case .simple(let url) = $0 { url } else { nil } }.first
            guard let url else { throw .unknownIndex(index.name) }
            urls.append((index.name, url))
        }
        self.urls = urls
    }

    /// The `pyproject.toml`.
    func text() -> String {
        var lines = [
            "[project]", "name = \"\(Self.name)\"", "version = \"0\"",
            "dependencies = [\(requirements.map(Self.quoted).joined(separator: ", "))]", "[tool.uv.sources]",
        ]
        for (package, index) in sources { lines.append("\(package) = { index = \"\(index)\" }") }
        for (index, url) in urls {
            lines += ["[[tool.uv.index]]", "name = \"\(index)\"", "url = \(Self.quoted("\(url)"))", "explicit = true"]
        }
        return lines.joined(separator: "\n")
    }

    /// A basic string of TOML, which escapes as JSON does.
    private static func quoted(_ text: String) -> String {
        String(decoding: JSON.string(text).canonical(), as: UTF8.self)
    }

    /// The packages that `roots` lead to, by a listing whose lines say what requires a package, as
    /// `priv==1.5  # via app, imagesmith-request (pyproject.toml)`.
    static func reachable(in listing: [UInt8], from roots: [ProjectName]) -> Set<ProjectName> {
        var needs: [ProjectName: [ProjectName]] = [:]
        var found = Set(roots)
        for line in String(decoding: listing, as: UTF8.self).split(separator: "\n") {
            guard let package = try? ProjectName(line.prefix { $0 != "=" && $0 != " " }),
                let via = line.firstRange(of: "# via ")
            else { continue }
            for reason in line[via.upperBound...].split(separator: ",") {
                let word = reason.drop { $0 == " " }.prefix { $0 != " " }
                // A file of options leads there: an override, which some package declares.
                if word.hasPrefix("-") { found.insert(package) }
                if let owner = try? ProjectName(word), owner.text != name { needs[owner, default: []].append(package) }
            }
        }
        var next = Array(found)
        while let package = next.popLast() {
            for need in needs[package] ?? [] where found.insert(need).inserted { next.append(need) }
        }
        return found
    }
}

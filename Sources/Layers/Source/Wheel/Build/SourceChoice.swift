import HTTP
import OCI

/// Which file of a project a request would take: an index's wheel, or an sdist to build one from.
enum SourceChoice {
    /// The newest version that is asked for has a wheel for the target.
    case wheel
    /// It has none, but this sdist.
    case source(LockedSource)

    /// Asks the indexes of the project, the first that knows a version deciding. It blocks.
    ///
    /// The newest final version counts that the request's own requirements of the project allow; its overrides stand against
    /// them. Withdrawn files and those of after the request's day do not count.
    /// - Throws: `WheelBuildError`: `noSource`, `untold`; `WheelError`, `HTTPError`.
    init(_ project: ProjectName, request: WheelsRequest, asking client: PythonIndexClient) throws {
        let allowed = try SourceChoice.specifiers(of: project, in: request)
        let ranking = WheelRanking(request.python)
        let names = request.indexes(of: project)
        for name in names {
            for case .simple(let root) in try client.indexes.places(of: name) {
                var wheels: Set<PackageVersion> = []
                var sources: [(name: SourceFileName, file: SimplePage.File)] = []
                for file in request.files(of: project, on: try client.page(of: project, in: root)) {
                    if let wheel = try? WheelFileName(file.name), wheel.project == project {
                        if ranking.rank(of: wheel) != nil { wheels.insert(wheel.version) }
                    } else if let source = try? SourceFileName(file.name, of: project) {
                        sources.append((source, file))
                    }
                }
                let versions = wheels.union(sources.map(\.name.version)).filter { version in
                    version.isFinal && allowed.allSatisfy { $0.allow(version) }
                }
                guard let newest = versions.max() else { continue }
                if wheels.contains(newest) {
                    self = .wheel
                    return
                }
                // A tar.gz before a zip, as their names sort.
                let best = sources.filter { $0.name.version == newest }.min { $0.name.text < $1.name.text }
                guard let best else { continue }
                guard let digest = best.file.digest else {
                    throw WheelBuildError.untold(best.name, what: "SHA-256")
                }
                guard let size = try best.file.size ?? client.size(of: best.file.url) else {
                    throw WheelBuildError.untold(best.name, what: "size")
                }
                self = .source(try LockedSource(file: best.name, index: name, size: size, digest: digest))
                return
            }
        }
        throw WheelBuildError.noSource(project, names)
    }

    private static func specifiers(
        of project: ProjectName, in request: WheelsRequest
    ) throws(WheelError) -> [VersionSpecifiers] {
        var found: [VersionSpecifiers] = []
        for list in [request.overrides, request.requirements] where found.isEmpty {
            for requirement in list where try ProjectName(requirement: requirement) == project {
                found.append(try VersionSpecifiers(ofRequirement: requirement))
            }
        }
        return found
    }
}

extension VersionSpecifiers {
    /// The clauses of a requirement such as `jieba[x] (>=0.42,<1) ; python_version > "3"`.
    init(ofRequirement requirement: String) throws(WheelError) {
        var text = requirement.prefix { $0 != ";" }
        if let end = text.lastIndex(of: "]") { text = text[text.index(after: end)...] }
        let clauses = text.drop { !"<>=!~(".contains($0) }.filter { $0 != "(" && $0 != ")" && $0 != " " }
        try self.init(String(clauses))
    }
}

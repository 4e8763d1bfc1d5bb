import OCI

extension PythonIndexClient {
    /// The one wheel of a version that a target wants most, by content; its dependencies are nobody's business.
    ///
    /// For layers that take files out of a wheel, as models do.
    /// - Throws: `WheelError.noWheel` where the index has none that fits, `WheelError.page` where it tells no digest or size.
    func pinned(
        _ project: ProjectName, version: String, target: PythonTarget, index: PythonIndexName
    ) throws -> LockedWheel {
        let ranking = WheelRanking(target)
        var failure: (any Error)?
        for case .simple(let root) in try indexes.places(of: index) {
            do {
                let files = try page(of: project, in: root).files
                let candidates = files.compactMap { file in
                    (try? WheelFileName(file.name)).map { (name: $0, file: file) }
                }
                let matching = candidates.filter { $0.name.versionText == version && $0.name.project == project }
                guard let best = ranking.best(matching, name: \.name) else { continue }
                guard let digest = best.file.digest else {
                    throw WheelError.page(best.name.text, reason: "its SHA-256 is not told")
                }
                guard let size = try best.file.size ?? self.size(of: best.file.url) else {
                    throw WheelError.page(best.name.text, reason: "its size is not told")
                }
                return try LockedWheel(file: best.name, index: index, size: size, digest: digest)
            } catch { failure = failure ?? error }
        }
        throw failure ?? WheelError.noWheel(project, version: version, target)
    }
}

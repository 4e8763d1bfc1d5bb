import OCI
import SystemPackage

extension InputFetcher {
    /// Brings a wheel that no index offers: from a directory of wheels, else by building it as it was built for the lock.
    ///
    /// - Throws: `WheelBuildError.differs` where this machine builds another one.
    func take(
        _ input: LockedInput, of file: WheelFileName, _ build: WheelBuild, from mirrors: Mirrors
    ) async throws -> FilePath {
        let directories = (mirrors.indexes.places[build.source.index] ?? []).compactMap { place in
            if case .directory(let path) = place { path } else { nil }
        }
        for directory in directories {
            let isHere = try await runBlocking {
                // Another file of that name is not the wheel; then it is built.
                (try? take(directory.appending(file.text), as: input)) ?? false
            }
            if isHere { return cache.path(of: input.digest) }
        }
        progress(.stage("build \(build.source.file)"))
        let files = try await fetch(build.inputs)
        guard let source = files[build.source.digest] else {
            throw ComposeError.missingInput(build.source.file.text, build.source.digest)
        }
        let tools = try build.tools.map { tool in
            guard let path = files[tool.digest] else { throw WheelError.contentMissing(tool.file, tool.digest) }
            return (file: tool.file, path: path)
        }
        let built = try await WheelBuilder(build.source.file, at: source, scratch: cache.root).build(tools: tools)
        return try await runBlocking {
            let actual = Digest(of: built.bytes)
            guard actual == input.digest else {
                throw WheelBuildError.differs(
                    file, expected: input.digest, actual: actual, lockedPython: build.python, python: built.python)
            }
            try cache.store(input) { write, _ in try built.bytes.withUnsafeBytes { try write($0) } }
            return cache.path(of: input.digest)
        }
    }
}

import HTTP
import OCI
import SystemPackage

extension WheelsLocker {
    /// Builds the wheels that no index offers, once: the resolver then finds them as files, and never runs a project's code
    /// itself. Projects whose version has a wheel are passed over.
    func build(_ request: WheelsRequest) async throws -> [LockedWheel] {
        var built: [LockedWheel] = []
        for project in request.sourceBuilds where !request.below.contains(where: { $0.project == project }) {
            let choice = try await runBlocking { try SourceChoice(project, request: request, asking: client) }
            guard case .source(let source) = choice else { continue }
            fetcher.progress(.stage("build \(source.file)"))
            built.append(try await build(source, request))
        }
        return built
    }

    private func build(_ source: LockedSource, _ request: WheelsRequest) async throws -> LockedWheel {
        let files = try await fetcher.fetch([source.input])
        guard let path = files[source.digest] else { throw ComposeError.missingInput(source.file.text, source.digest) }
        let builder = try await WheelBuilder(source.file, at: path, scratch: fetcher.cache.root)
        var needs = try await builder.needs(tools: [])
        var tools = try await lockTools(needs, of: source, request)
        var wheels = try await fetchTools(tools)
        // Only the backend itself knows all that it needs.
        let further = try await builder.needs(tools: wheels)
        if Set(further.requirements) != Set(needs.requirements) {
            needs = further
            tools = try await lockTools(needs, of: source, request)
            wheels = try await fetchTools(tools)
        }
        let result = try await builder.build(tools: wheels)
        let build = try WheelBuild(source: source, tools: tools, python: result.python)
        let locked = try LockedWheel(
            file: result.file, index: source.index, size: Int64(result.bytes.count), digest: Digest(of: result.bytes),
            build: build)
        try await runBlocking {
            try fetcher.cache.store(locked.input) { write, _ in try result.bytes.withUnsafeBytes { try write($0) } }
            do {
                // Whatever breaks a rule here would break it in every build.
                _ = try WheelArchive(fetcher.cache.path(of: locked.digest), called: locked.file.text)
            } catch {
                try? fetcher.cache.discard(locked.digest)
                throw error
            }
        }
        return locked
    }

    /// The tools of a build, chosen for the Python of this machine by the request's own day and index.
    private func lockTools(
        _ needs: WheelBuilder.Needs, of source: LockedSource, _ request: WheelsRequest
    ) async throws -> [LockedWheel] {
        if needs.requirements.isEmpty { return [] }
        let python = try PythonTarget(version: needs.python, platform: request.python.platform)
        let tools = try WheelsRequest(
            python: python, requirements: needs.requirements, newest: request.newest, indexes: request.indexes)
        return try await lock(tools).wheels
    }

    private func fetchTools(_ tools: [LockedWheel]) async throws -> [(file: WheelFileName, path: FilePath)] {
        let files = try await fetcher.fetch(tools.map(\.input))
        return try tools.map { tool in
            guard let path = files[tool.digest] else { throw WheelError.contentMissing(tool.file, tool.digest) }
            return (tool.file, path)
        }
    }
}

import OCI
import SystemPackage

extension RecipeLocker {
    /// The platform whose wheels run in an image of Debian 12: its glibc is 2.36.
    static let wheelPlatform = "manylinux_2_36_x86_64"

    /// Locks a layer of wheels on top of those below it: what they hold is taken as it is, and not stored again.
    func lock(_ recipe: WheelsRecipe, above below: [LockedLayer]) async throws -> WheelsLock {
        let python = try PythonTarget(version: recipe.python, platform: RecipeLocker.wheelPlatform)
        let scratch = scratch.appending("wheels")
        let layout = try await layout(of: recipe, python, scratch: scratch)
        let request = try WheelsRequest(
            python: python, layout: layout, below: below.wheels(python: python, scheme: layout.scheme),
            requirements: recipe.requirements, overrides: recipe.overrides,
            excludes: recipe.excludes + below.standIns(python: python, scheme: layout.scheme),
            provided: recipe.provided, newest: recipe.excludeNewer, indexes: [PythonIndexName(recipe.index)],
            extraIndexes: recipe.extraIndexes.map { ExtraIndex(name: $0.name, packages: $0.packages) },
            sourceBuilds: recipe.build)
        return try await WheelsLocker(
            indexes: mirrors.indexes, fetcher: fetcher, environment: environment, scratch: scratch
        ).lock(request)
    }

    private func layout(
        of recipe: WheelsRecipe, _ python: PythonTarget, scratch: FilePath
    ) async throws -> WheelsLayout {
        let scheme = try recipe.prefix.map { try InstallScheme(prefix: $0, python) } ?? .debian(python)
        let bytecode =
            recipe.hasBytecode ? try await BytecodeCompiler(minor: python.minor, scratch: scratch).identity() : nil
        return try WheelsLayout(
            scheme: scheme, only: recipe.only, links: recipe.links.map { try $0.link(in: scheme) }, bytecode: bytecode)
    }

    /// The wheel that `NAME==VERSION` names, for Python 3.11, and the file in the cache.
    func fetchPinned(_ requirement: String) async throws -> (wheel: LockedWheel, file: FilePath) {
        let parts = requirement.split(separator: "=", omittingEmptySubsequences: true).map(String.init)
        let project = try ProjectName(parts[0])
        let target = try PythonTarget(version: "3.11", platform: RecipeLocker.wheelPlatform)
        let index = PythonIndexClient(client, indexes: mirrors.indexes)
        let wheel = try await runBlocking {
            try index.pinned(project, version: parts[parts.count - 1], target: target, index: .pypi)
        }
        let files = try await fetcher.fetch([wheel.input])
        guard let file = files[wheel.digest] else { throw ComposeError.missingInput(wheel.file.text, wheel.digest) }
        return (wheel, file)
    }

    func lock(_ recipe: RuntimeRecipe, layer: String) async throws -> RuntimeLock {
        guard let status = try program.status(), status.isRegular else { throw LockError.program(program) }
        let digest = try Digest(ofFile: program)
        let project = recipe.device == .gpu ? "onnxruntime-gpu" : "onnxruntime"
        let (wheel, file) = try await fetchPinned("\(project)==\(recipe.onnxruntime)")
        // The GPU's provider is a library beside the main one, which loads it through a small shared one.
        let providers =
            recipe.device == .gpu ? ["libonnxruntime_providers_shared.so", "libonnxruntime_providers_cuda.so"] : []
        let libraries = try (["libonnxruntime.so.\(recipe.onnxruntime)"] + providers).map { name in
            let member = "onnxruntime/capi/\(name)"
            let library = try WheelMember(wheel: file, member: member).file
            return RuntimeLock.Library(member: member, size: library.size, digest: library.digest)
        }
        return RuntimeLock(path: recipe.path, program: (status.size, digest), wheel: wheel, libraries: libraries)
    }
}

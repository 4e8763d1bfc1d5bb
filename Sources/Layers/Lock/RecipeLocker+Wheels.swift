import OCI
import SystemPackage

extension RecipeLocker {
    /// The platform whose wheels run in an image of Debian 12: its glibc is 2.36.
    static let wheelPlatform = "manylinux_2_36_x86_64"

    func lock(_ recipe: WheelsRecipe) async throws -> WheelsLock {
        let request = try WheelsRequest(
            python: PythonTarget(version: recipe.python, platform: RecipeLocker.wheelPlatform),
            requirements: recipe.requirements, overrides: recipe.overrides, newest: recipe.excludeNewer,
            indexes: [PythonIndexName(recipe.index)])
        return try await WheelsLocker(
            indexes: mirrors.indexes, client: client, environment: environment, scratch: scratch.appending("wheels")
        ).lock(request)
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

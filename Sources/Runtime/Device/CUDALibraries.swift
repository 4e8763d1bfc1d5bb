import Glibc

/// NVIDIA's libraries that stand beside ONNX Runtime: in `../cuda` of its directory, as NVIDIA's wheels lay them out
/// (`nvidia/cublas/lib`; `nvidia/cu13/lib` from CUDA 13 on).
///
/// They are loaded by their paths before ONNX Runtime's provider names them: for a name that is loaded already, the loader
/// searches nothing (ld.so(8)). So they need no search path and no variable, and stand beside another CUDA in one image, even
/// where both have a library of one name (`libcurand.so.10` belongs to CUDA 11 and 12).
struct CUDALibraries: Equatable {
    /// The files, each after those that it needs.
    let files: [Path]

    /// What ONNX Runtime's provider is linked with, in the order of loading; those that not every build needs are optional.
    private static let order: [(name: String, isOptional: Bool)] = [
        ("libcudart.so.", false), ("libnvJitLink.so.", true), ("libnvrtc.so.", true), ("libcublasLt.so.", false),
        ("libcublas.so.", false), ("libcurand.so.", false), ("libcufft.so.", false), ("libcudnn.so.", false),
    ]

    /// The libraries beside `library`; none where there is no `../cuda`, for then the loader has to find the host's.
    ///
    /// Throws ``EngineError/noCUDALibrary(_:directory:)`` for a set with a gap.
    init(beside library: Path) throws {
        let prefix = library.parent.parent
        guard let root = try? Directory(Path(prefix.string + "/cuda/nvidia")) else {
            files = []
            return
        }
        var found: [(name: String, path: Path)] = []
        for part in try root.names() {
            guard let directory = try? Directory(Path(root.path.appending(part).string + "/lib")) else { continue }
            for name in try directory.names() { found.append((name.string, directory.path.appending(name))) }
        }
        var files: [Path] = []
        for (name, isOptional) in Self.order {
            if let file = found.first(where: { $0.name.hasPrefix(name) }) {
                files.append(file.path)
            } else if !isOptional {
                throw EngineError.noCUDALibrary(String(name.dropLast()), directory: root.path)
            }
        }
        self.files = files
    }

    /// Loads them for as long as the process lives. Throws ``EngineError/notLoaded(_:reason:)``.
    func load() throws(EngineError) {
        for file in files where dlopen(file.string, RTLD_NOW | RTLD_LOCAL) == nil {
            throw .notLoaded(file, reason: dlerror().map { String(cString: $0) } ?? "dlopen gave no reason")
        }
    }
}

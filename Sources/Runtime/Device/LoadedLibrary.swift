import Glibc

/// A library of CUDA that this process has loaded: which file it is, and which version it says of itself.
struct LoadedLibrary: Equatable, Sendable {
    /// Its name, as `libcudnn`.
    let name: String
    let path: Path
    /// What its own function says; nil for one that has none.
    let version: String?

    /// How the libraries tell their versions.
    private enum Question {
        /// `f(int *)`: 1000 for each major version, 10 for each minor one.
        case runtime(String)
        /// `f(libraryPropertyType, int *)` for major, minor and patch level (library_types.h).
        case property(String)
        /// `size_t f(void)`: cuDNN's, 10000, 100 and 1 from cuDNN 9 on, before 1000, 100 and 1.
        case cuDNN(String)
    }

    private static let questions: [(name: String, question: Question)] = [
        ("libcudart", .runtime("cudaRuntimeGetVersion")), ("libcublas", .property("cublasGetProperty")),
        ("libcufft", .property("cufftGetProperty")), ("libcurand", .property("curandGetProperty")),
        ("libcudnn", .cuDNN("cudnnGetVersion")),
    ]

    /// Those of this process, by name.
    static func all() throws(FileError) -> [LoadedLibrary] {
        let paths = loaded(in: try MappedFiles.paths())
        return paths.map { name, path in
            LoadedLibrary(name: name, path: path, version: version(of: path, name: name))
        }
    }

    /// The libraries among files, each once, in the order of the table.
    static func loaded(in paths: [Path]) -> [(name: String, path: Path)] {
        questions.compactMap { name, _ in
            paths.first { path in
                let file = path.string.split(separator: "/").last ?? ""
                return file.hasPrefix(name + ".so.") || file.hasPrefix(name + ".so") && file.count == name.count + 3
            }.map { (name, $0) }
        }
    }

    private static func version(of path: Path, name: String) -> String? {
        // It is there already: this takes one more reference to it, and loads nothing.
        guard let handle = dlopen(path.string, RTLD_NOW | RTLD_NOLOAD),
            let question = questions.first(where: { $0.name == name })?.question
        else { return nil }
        switch question {
        case .runtime(let function):
            guard let symbol = dlsym(handle, function) else { return nil }
            typealias Get = @convention(c) (UnsafeMutablePointer<CInt>) -> CInt
            var number: CInt = 0
            guard unsafeBitCast(symbol, to: Get.self)(&number) == 0 else { return nil }
            return CUDADriver.version(Int(number))
        case .property(let function):
            guard let symbol = dlsym(handle, function) else { return nil }
            typealias Get = @convention(c) (CInt, UnsafeMutablePointer<CInt>) -> CInt
            var parts: [CInt] = []
            for type in CInt(0)...2 {
                var value: CInt = 0
                guard unsafeBitCast(symbol, to: Get.self)(type, &value) == 0 else { return nil }
                parts.append(value)
            }
            return parts.map(String.init).joined(separator: ".")
        case .cuDNN(let function):
            guard let symbol = dlsym(handle, function) else { return nil }
            return cuDNNVersion(unsafeBitCast(symbol, to: (@convention(c) () -> Int).self)())
        }
    }

    /// Source: cudnn_version.h, `CUDNN_VERSION`.
    static func cuDNNVersion(_ number: Int) -> String {
        let major = number >= 90000 ? 10000 : 1000
        return "\(number / major).\(number % major / 100).\(number % 100)"
    }
}

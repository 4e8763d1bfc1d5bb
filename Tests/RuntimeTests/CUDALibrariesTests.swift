@testable import ModelRuntime
import OCI
import SystemPackage
import TestSupport
import Testing

struct CUDALibrariesTests {
    private static let whole = [
        "cuda_runtime/lib/libcudart.so.12", "nvjitlink/lib/libnvJitLink.so.12", "cublas/lib/libcublas.so.12",
        "cublas/lib/libcublasLt.so.12", "cublas/lib/libnvblas.so.12", "cublas/__init__.py",
        "curand/lib/libcurand.so.10",
        "cufft/lib/libcufft.so.11", "cudnn/lib/libcudnn.so.9", "cudnn/lib/libcudnn_ops.so.9",
    ]

    /// A prefix with those files below `cuda/nvidia`, and the path of ONNX Runtime in it.
    private static func lay(_ files: [String], in directory: SystemPackage.FilePath) throws -> Path {
        try directory.appending("lib").createDirectories()
        for file in files {
            let path = directory.appending("cuda/nvidia").appending(file)
            try path.removingLastComponent().createDirectories()
            try path.replace(with: [])
        }
        return try Path(directory.appending("lib/libonnxruntime.so.1").string)
    }

    @Test func `finds the libraries beside ONNX Runtime, each after those that it needs`() throws {
        try withTemporaryDirectory { directory in
            let libraries = try CUDALibraries(beside: Self.lay(Self.whole, in: directory))
            let root = try Directory(Path(directory.string)).path.string + "/cuda/nvidia/"
            #expect(
                libraries.files.map(\.string)
                    == [
                        "cuda_runtime/lib/libcudart.so.12", "nvjitlink/lib/libnvJitLink.so.12",
                        "cublas/lib/libcublasLt.so.12", "cublas/lib/libcublas.so.12", "curand/lib/libcurand.so.10",
                        "cufft/lib/libcufft.so.11", "cudnn/lib/libcudnn.so.9",
                    ].map { root + $0 })
        }
    }

    @Test func `finds the one directory of CUDA 13`() throws {
        try withTemporaryDirectory { directory in
            let names = ["cudart.so.13", "cublasLt.so.13", "cublas.so.13", "curand.so.10", "cufft.so.12"]
            let library = try Self.lay(names.map { "cu13/lib/lib\($0)" } + ["cudnn/lib/libcudnn.so.9"], in: directory)
            #expect(try CUDALibraries(beside: library).files.count == 6)
        }
    }

    @Test func `without a CUDA of its own it leaves the search to the loader`() throws {
        try withTemporaryDirectory { directory in
            let libraries = try CUDALibraries(beside: Self.lay([], in: directory))
            #expect(libraries.files == [])
        }
    }

    @Test func `a set with a gap is told by the name that is missing`() throws {
        try withTemporaryDirectory { directory in
            let library = try Self.lay(Self.whole.filter { !$0.contains("libcufft") }, in: directory)
            let root = try Directory(Path(directory.string)).path.string + "/cuda/nvidia"
            let error = #expect(throws: EngineError.self) { _ = try CUDALibraries(beside: library) }
            #expect(
                error?.description == "\(root) has no libcufft.so: the layer with NVIDIA's libraries is not whole")
        }
    }

    @Test func `a damaged library is told by its path`() throws {
        try withTemporaryDirectory { directory in
            let libraries = try CUDALibraries(beside: Self.lay(Self.whole, in: directory))
            let error = #expect(throws: EngineError.self) { try libraries.load() }
            let file = libraries.files[0]
            #expect(error == .notLoaded(file, reason: "\(file): file too short"))
        }
    }
}

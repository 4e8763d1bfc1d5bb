import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import ModelRuntime

/// The driver's interface, spoken to a library that was made for the test: none of these machines has a GPU.
struct CUDADriverTests {
    /// A driver of two GPUs, whose `cuInit` gives `status`.
    private static func source(status: Int = 0, without missing: String = "") -> String {
        let functions = [
            "cuInit": "int cuInit(unsigned flags) { return flags == 0 ? \(status) : 1; }",
            "cuDriverGetVersion": "int cuDriverGetVersion(int *v) { *v = 12080; return 0; }",
            "cuDeviceGetCount": "int cuDeviceGetCount(int *n) { *n = 2; return 0; }",
            "cuDeviceGet": "int cuDeviceGet(int *d, int n) { *d = 70 + n; return n < 2 ? 0 : 101; }",
            "cuDeviceGetName": """
            int cuDeviceGetName(char *t, int size, int d) {
                snprintf(t, size, d == 70 ? "NVIDIA H200" : "NVIDIA Tesla with a name of %0300d", 1);
                return 0;
            }
            """,
            "cuDeviceTotalMem_v2": """
            int cuDeviceTotalMem_v2(size_t *b, int d) { *b = d == 70 ? 150754820096 : 17179869184; return 0; }
            """,
            "cuDeviceGetAttribute": """
            int cuDeviceGetAttribute(int *v, int a, int d) {
                if (a != 75 && a != 76) return 1;
                *v = d == 70 ? (a == 75 ? 9 : 0) : (a == 75 ? 7 : 5);
                return 0;
            }
            """,
            "cuGetErrorString": """
            int cuGetErrorString(int e, const char **t) { *t = e == 100 ? "no CUDA-capable device is detected" : 0; return *t == 0; }
            """,
        ]
        return "#include <stdio.h>\n"
            + functions.filter { $0.key != missing }.sorted { $0.key < $1.key }.map(\.value).joined(separator: "\n")
    }

    private static func library(_ source: String, in directory: FilePath) async throws -> String {
        let path = directory.appending("libcuda.so.1")
        try await Tool("cc", package: "gcc")(
            "-shared", "-fPIC", "-x", "c", "-o", path.string, "-", input: Array(source.utf8))
        return path.string
    }

    @Test func `asks the driver for its GPUs, their memory and what they can run`() async throws {
        try await withTemporaryDirectory { directory in
            let driver = try CUDADriver(library: try await Self.library(Self.source(), in: directory))
            #expect(driver.cuda == "12.8")
            #expect(
                driver.gpus[0] == GPU(number: 0, name: "NVIDIA H200", memory: 150_754_820_096, capability: "9.0"))
            #expect(driver.gpus[1].capability == "7.5")
            #expect(driver.gpus[1].memory == 17_179_869_184)
            #expect(driver.gpus[1].name.hasPrefix("NVIDIA Tesla with a name of 000"))
            #expect(driver.gpus[1].name.utf8.count == 254)
        }
    }

    @Test(arguments: [
        (100, "NVIDIA's driver refused cuInit: no CUDA-capable device is detected (CUDA error 100)"),
        (999, "NVIDIA's driver refused cuInit: no message (CUDA error 999)"),
    ])
    func `tells why the driver does not start`(status: Int, sentence: String) async throws {
        try await withTemporaryDirectory { directory in
            let library = try await Self.library(Self.source(status: status), in: directory)
            let error = #expect(throws: CUDADriverError.self) { try CUDADriver(library: library) }
            #expect(error?.description == sentence)
        }
    }

    @Test func `tells that a library is no driver`() async throws {
        try await withTemporaryDirectory { directory in
            let library = try await Self.library(Self.source(without: "cuDeviceTotalMem_v2"), in: directory)
            #expect(throws: CUDADriverError.noFunction(library, "cuDeviceTotalMem_v2")) {
                try CUDADriver(library: library)
            }
        }
    }

    @Test func `tells that there is no driver, and how a container gets one`() throws {
        let error = #expect(throws: CUDADriverError.self) { try CUDADriver(library: "/nowhere/libcuda.so.1") }
        #expect(
            error?.description
                == "NVIDIA's driver is not visible here: could not load /nowhere/libcuda.so.1: /nowhere/libcuda.so.1: cannot "
                + "open shared object file: No such file or directory; start the container with its GPUs (--gpus all, or "
                + "--device nvidia.com/gpu=all)")
    }

    @Test func `finds the libraries of CUDA among the files of a process`() throws {
        let maps = """
            7f00-7f01 r-xp 00000000 08:01 17   /opt/cuda/nvidia/cudnn/lib/libcudnn_ops.so.9
            7f01-7f02 r-xp 00000000 08:01 18   /opt/cuda/nvidia/cudnn/lib/libcudnn.so.9
            7f02-7f03 r--p 00001000 08:01 18   /opt/cuda/nvidia/cudnn/lib/libcudnn.so.9
            7f03-7f04 rw-p 00000000 00:00 0
            7f04-7f05 r-xp 00000000 08:01 19   /opt/with a blank/libcublas.so.12
            7f05-7f06 r-xp 00000000 08:01 20   /opt/cuda/libcublasLt.so.12
            7ffe-7fff r-xp 00000000 00:00 0    [vdso]
            """
        let paths = MappedFiles.paths(in: Array(maps.utf8))
        #expect(paths.count == 4)
        let found = LoadedLibrary.loaded(in: paths)
        #expect(found.map(\.name) == ["libcublas", "libcudnn"])
        #expect(
            found.map(\.path.string) == [
                "/opt/with a blank/libcublas.so.12", "/opt/cuda/nvidia/cudnn/lib/libcudnn.so.9",
            ])
    }

    @Test func `asks libraries of CUDA for their versions in the way of each`() async throws {
        try await withTemporaryDirectory { directory in
            let sources = [
                "libcudart.so.12": "int cudaRuntimeGetVersion(int *v) { *v = 12090; return 0; }",
                "libcublas.so.12":
                    "int cublasGetProperty(int t, int *v) { *v = t == 0 ? 12 : t == 1 ? 9 : 3; return 0; }",
                "libcudnn.so.9": "unsigned long cudnnGetVersion(void) { return 92800; }",
                "libcufft.so.11": "int nothing(void) { return 0; }",
            ]
            for (name, source) in sources {
                let path = directory.appending(name).string
                try await Tool("cc", package: "gcc")(
                    "-shared", "-fPIC", "-x", "c", "-o", path, "-", input: Array(source.utf8))
                #expect(dlopen(path, RTLD_NOW | RTLD_LOCAL) != nil)
            }
            let found = try LoadedLibrary.all().filter { $0.path.string.hasPrefix(directory.string) }
            #expect(found.map(\.name) == ["libcudart", "libcublas", "libcufft", "libcudnn"])
            #expect(found.map(\.version) == ["12.9", "12.9.3", nil, "9.28.0"])
        }
    }

    @Test(arguments: [(8906, "8.9.6"), (90100, "9.1.0"), (92800, "9.28.0")])
    func `reads cuDNN's version as its header counts`(number: Int, version: String) {
        #expect(LoadedLibrary.cuDNNVersion(number) == version)
    }
}

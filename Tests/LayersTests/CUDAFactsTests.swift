import Archive
@testable import Layers
import OCI
import TestSupport
import Testing

struct CUDAFactsTests {
    private static func lock(_ files: [String]) throws -> Lock {
        let wheels = try files.map { file in
            try LockedWheel(
                file: WheelFileName(file), index: .pypi, size: 1, digest: Digest(of: Array(file.utf8)))
        }
        let layer = LockedLayer(
            name: "python", request: Digest(of: []), compression: .zstd,
            content: .wheels(
                try WheelsLock(
                    python: PythonTarget(version: "3.11", platform: "manylinux_2_36_x86_64"),
                    layout: WheelsLayout(
                        scheme: InstallScheme(
                            site: "/usr/lib/python3", scripts: "/usr/bin", data: "/usr",
                            interpreter: "/usr/bin/python3")),
                    requested: [], wheels: wheels)))
        return Lock(
            recipe: Digest(of: []), epoch: 0, platform: Platform(os: "linux", architecture: "amd64"), layers: [layer])
    }

    private static let tail = "py3-none-manylinux1_x86_64.whl"

    @Test(
        arguments: [
            (
                ["nvidia_cuda_runtime_cu11-11.8.89", "nvidia_cudnn_cu11-8.9.6.50", "nvidia_cublas_cu11-11.11.3.6"],
                "11.8",
                "8.9", "450.80.02"
            ), (["nvidia_cuda_runtime_cu12-12.8.90"], "12.8", nil, "525.60.13"),
            (["nvidia_cuda_runtime-13.0.48", "nvidia_cudnn_cu13-9.13.0.50"], "13.0", "9.13", "580"),
            (["nvidia_cuda_runtime_cu12-12.4.127", "nvidia_cuda_runtime_cu11-11.8.89"], "12.4", nil, "525.60.13"),
        ] as [([String], String, String?, String)])
    func `a lock with NVIDIA's wheels says which CUDA the image needs`(
        wheels: [String], cuda: String, cudnn: String?, driver: String
    ) throws {
        let facts = try #require(CUDAFacts(lock: Self.lock(wheels.map { "\($0)-\(Self.tail)" })))
        #expect(
            facts.environment == [
                "NVIDIA_VISIBLE_DEVICES=all", "NVIDIA_DRIVER_CAPABILITIES=compute,utility",
                "NVIDIA_REQUIRE_CUDA=cuda>=\(cuda)",
            ])
        var labels = ["dev.imagesmith.cuda": cuda, "dev.imagesmith.cuda.driver": driver]
        labels["dev.imagesmith.cudnn"] = cudnn
        #expect(facts.labels == labels)
    }

    @Test(arguments: [[], ["nvidia_cudnn_cu11-8.9.6.50"], ["nvidia_cuda_runtime_tools-1.0"]])
    func `a lock without the CUDA runtime says nothing`(wheels: [String]) throws {
        #expect(CUDAFacts(lock: try Self.lock(wheels.map { "\($0)-\(Self.tail)" })) == nil)
    }

    @Test func `what the recipe says itself stays as it is`() throws {
        let facts = CUDAFacts(lock: try Self.lock(["nvidia_cuda_runtime_cu11-11.8.89-\(Self.tail)"]))
        let own = ExecutionConfig(
            environment: ["PATH=/bin", "NVIDIA_REQUIRE_CUDA=cuda>=11.2"], labels: ["dev.imagesmith.cuda": "11.2"])
        let config = own.serving(facts)
        #expect(
            config.environment == [
                "PATH=/bin", "NVIDIA_REQUIRE_CUDA=cuda>=11.2", "NVIDIA_VISIBLE_DEVICES=all",
                "NVIDIA_DRIVER_CAPABILITIES=compute,utility",
            ])
        #expect(config.labels == ["dev.imagesmith.cuda": "11.2", "dev.imagesmith.cuda.driver": "450.80.02"])
        #expect(own.serving(nil) == own)
    }
}

import Glibc
import Testing

@testable import ModelRuntime

/// What needs ONNX Runtime or stands in for it.
struct EngineTests {
    private static func engine() throws -> Engine {
        try Engine(library: RepositoryFiles.required("IMAGESMITH_TEST_ONNXRUNTIME"))
    }

    @Test
    func `counts the kernels of a profile by provider`() throws {
        let scratch = try ScratchDirectory()
        let profile = try scratch.directory.path.appending(RelativeName("profile.json"))
        try Self.write(
            """
            [
            {"cat" : "Session","pid" :1,"tid" :1,"dur" :9,"ts" :0,"ph" : "X","name" :"session_initialization","args" : {}},
            {"cat" : "Node","dur" :5,"name" :"Conv_kernel_time","args" : {"provider" : "CUDAExecutionProvider"}},
            {"cat" : "Node","dur" :5,"name" :"Shape_kernel_time","args" : {"provider" : "CPUExecutionProvider"}},
            {"cat" : "Kernel","dur" :5,"name" :"a_kernel_time","args" : {"stream" : "7"}},
            {"cat" : "Node","dur" :5,"name" :"Conv_fence_before","args" : {"op_name" : "Conv"}},
            {"cat" : "Node","dur" :5,"name" :"Add_kernel_time","args" : {"provider" : "CUDAExecutionProvider"}}
            ]

            """, to: profile)
        let counts = try ProviderCounts(profile: profile)
        #expect(counts.counts == ["CUDAExecutionProvider": 2, "CPUExecutionProvider": 1])
        #expect(throws: Never.self) { try counts.requireWork(on: .gpu(0)) }
    }

    @Test
    func `refuses a profile of another form`() throws {
        let scratch = try ScratchDirectory()
        let profile = try scratch.directory.path.appending(RelativeName("profile.json"))
        try Self.write("[\n{\"cat\":\"Node\",\"name\":\"Conv_kernel_time\",\"args\":{}}\n]\n", to: profile)
        #expect(throws: EngineError.unreadableProfile(profile, line: 2)) { try ProviderCounts(profile: profile) }
    }

    @Test
    func `does not take work on the CPU for work on the GPU`() {
        var counts = ProviderCounts()
        #expect(throws: EngineError.nothingRan(on: .gpu(0), providers: [:])) { try counts.requireWork(on: .gpu(0)) }
        counts.add(ProviderCounts(["CPUExecutionProvider": 3]))
        let error = #expect(throws: EngineError.self) { try counts.requireWork(on: .gpu(0)) }
        #expect(
            error?.description
                == "no node of the models ran on gpu, though it was asked for; nodes by provider: CPUExecutionProvider 3"
        )
    }

    @Test
    func `leaves no scratch directory behind`() throws {
        let path: String
        do {
            let scratch = try ScratchDirectory()
            path = scratch.directory.path.string
            try Self.write("x", to: scratch.directory.path.appending(RelativeName("file")))
            #expect(access(path, F_OK) == 0)
        }
        #expect(access(path, F_OK) != 0)
    }

    @Test
    func `finds one library in a directory, links to it included`() throws {
        let scratch = try ScratchDirectory()
        let directory = scratch.directory
        #expect(throws: EngineError.noLibrary(directory: directory.path)) { try Engine.library(in: directory) }
        let library = try directory.path.appending(RelativeName("libonnxruntime.so.1.26.0"))
        try Self.write("", to: library)
        try Self.write("", to: directory.path.appending(RelativeName("libonnxruntime_providers_shared.so")))
        symlink(library.string, directory.path.string + "/libonnxruntime.so.1")
        #expect(try Engine.library(in: directory) == library)
        let other = try directory.path.appending(RelativeName("libonnxruntime.so.1.27.0"))
        try Self.write("", to: other)
        #expect(throws: EngineError.severalLibraries([library, other])) { try Engine.library(in: directory) }
    }

    @Test
    func `refuses a model file behind a link that leads out of the directory`() throws {
        let scratch = try ScratchDirectory()
        symlink("/etc/passwd", scratch.directory.path.string + "/model.onnx")
        let path = try scratch.directory.path.appending(RelativeName("model.onnx"))
        #expect(throws: FileError.linkOutside(path, directory: scratch.directory.path)) {
            try scratch.directory.file(RelativeName("model.onnx"))
        }
    }

    @Test
    func `refuses a library that is no ONNX Runtime`() throws {
        let path = try Path("libm.so.6")
        #expect(throws: EngineError.notARuntime(path)) { try Engine(library: path) }
        let missing = try Path("/nowhere/libonnxruntime.so")
        let error = #expect(throws: EngineError.self) { try Engine(library: missing) }
        #expect(
            error?.description
                == "could not load /nowhere/libonnxruntime.so: /nowhere/libonnxruntime.so: "
                + "cannot open shared object file: No such file or directory")
    }

    @Test
    func `says what the library is`() throws {
        let engine = try Self.engine()
        #expect(engine.version.hasPrefix("1."))
        #expect(engine.build.contains("ORT Build Info"))
        #expect(try engine.providers.contains("CPUExecutionProvider"))
    }

    @Test
    func `fails on a GPU that cannot be used instead of falling back to the CPU`() throws {
        let engine = try Self.engine()
        let model = try RepositoryFiles.path("recipes/models/sentiment")
        // Without a device, even the library's CUDA build must refuse.
        guard try Machine().devices.isEmpty else { return }
        let error = #expect(throws: EngineError.self) {
            try SentimentReader(engine, model: model, settings: SessionSettings(device: .gpu(0)))
        }
        guard case .deviceUnavailable(.gpu(0), let message) = error else {
            Issue.record("\(error.map(String.init(describing:)) ?? "no error")")
            return
        }
        #expect(!message.isEmpty && !message.contains("\n"))
    }

    @Test
    func `names a model that is none`() throws {
        let scratch = try ScratchDirectory()
        let model = try scratch.directory.path.appending(RelativeName("model.onnx"))
        try Self.write("this is no model", to: model)
        let engine = try Self.engine()
        #expect(throws: EngineError.self) {
            _ = try Session(engine, model: model, settings: SessionSettings(device: .cpu))
        }
    }

    private static func write(_ text: String, to path: Path) throws {
        let file = try #require(fopen(path.string, "wb"))
        fputs(text, file)
        fclose(file)
    }
}

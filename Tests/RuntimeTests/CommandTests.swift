import Testing

@testable import ModelRuntime

struct CommandTests {
    @Test
    func `parses commands and options in any order`() throws {
        let ocr = try Invocation([
            "--threads", "2", "ocr", "a.png", "--model=/m", "--device", "gpu:1", "--onnxruntime", "/l.so", "--",
            "-b.png",
        ])
        #expect(ocr.command == .ocr(files: [try Path("a.png"), try Path("-b.png")], model: try Path("/m")))
        #expect(ocr.device == .gpu(1))
        #expect(ocr.threads == 2)
        #expect(ocr.library == (try Path("/l.so")))
        #expect(
            try Invocation(["sentiment", "很好", "", "--model", "m"]).command
                == .sentiment(texts: ["很好", ""], model: Path("m")))
        #expect(try Invocation(["smoke", "plan.json"]).command == .smoke(plan: Path("plan.json")))
        #expect(try Invocation(["info"]).command == .info)
        #expect(try Invocation(["--help"]).command == .help)
        #expect(try Invocation(["ocr", "-h"]).command == .help)
    }

    @Test(arguments: [
        ([], "no command given"),
        (["read"], "\"read\" is no command"),
        (["ocr", "a.png"], "--model is missing"),
        (["ocr", "--model", "m"], "ocr needs FILE"),
        (["ocr", "", "--model", "m"], "\"\" is not a path: it is empty or holds a NUL"),
        (["sentiment", "--model", "m"], "sentiment needs TEXT"),
        (["smoke"], "smoke needs exactly one PLAN.json"),
        (["smoke", "a", "b"], "smoke needs exactly one PLAN.json"),
        (["smoke", "a", "--model", "m"], "\"--model\" does not belong to this command"),
        (["info", "x"], "\"x\" does not belong to this command"),
        (["info", "--verbose"], "--verbose is no option"),
        (["info", "--threads"], "--threads needs a value"),
        (["info", "--threads", "0"], "--threads is \"0\", allowed is 1 to 1024"),
        (["info", "--threads", "two"], "--threads is \"two\", allowed is 1 to 1024"),
        (["info", "--threads=1", "--threads=1"], "--threads is given twice"),
        (["info", "--device", "tpu"], "\"tpu\" is no device: give cpu, gpu or gpu:N (N up to 255)"),
    ])
    func `says what is wrong with a command line`(arguments: [String], sentence: String) {
        let error = #expect(throws: UsageError.self) { try Invocation(arguments) }
        #expect(error?.description == sentence)
    }

    @Test
    func `parses a smoke plan`() throws {
        let text = """
            {"device":"gpu","tests":[{"name":"reads","ocr":{"model":"/m/ocr","picture":"/p.png"}},\
            {"name":"judges","sentiment":{"model":"/m/s","text":"很好"}}]}
            """
        let plan = try SmokePlan(Array(text.utf8), Path("plan.json"))
        #expect(plan.device == .gpu(0))
        #expect(
            plan.tests == [
                .init(name: "reads", task: .ocr(model: try Path("/m/ocr"), picture: try Path("/p.png"))),
                .init(name: "judges", task: .sentiment(model: try Path("/m/s"), text: "很好")),
            ])
    }

    @Test(arguments: [
        ("{}", "plan.json is not a smoke plan: \"device\" is missing"),
        ("[]", "plan.json is not a smoke plan: \"the document\" must be an object, not array"),
        (
            #"{"device":"tpu","tests":[]}"#,
            "plan.json is not a smoke plan: \"tpu\" is no device: give cpu, gpu or gpu:N (N up to 255)"
        ),
        (
            #"{"device":"cpu","tests":[{"name":"x"}]}"#,
            "plan.json is not a smoke plan: \"tests[0].sentiment\" is missing"
        ),
        (
            #"{"device":"cpu","tests":[{"name":"x","ocr":{"model":"m","picture":"p","lines":1}}]}"#,
            "plan.json is not a smoke plan: unknown key \"tests[0].ocr.lines\""
        ),
        (
            #"{"device":"cpu","tests":[{"name":"x","ocr":{"model":"","picture":"p"}}]}"#,
            "plan.json is not a smoke plan: \"tests[0].ocr.model\": \"\" is not a path: it is empty or holds a NUL"
        ),
        ("{", "plan.json is not JSON: the text ends too early"),
    ])
    func `says what is wrong with a smoke plan`(text: String, sentence: String) {
        let error = #expect(throws: SmokePlanError.self) { try SmokePlan(Array(text.utf8), Path("plan.json")) }
        #expect(error?.description == sentence)
    }

    @Test
    func `reports the outcomes of a smoke run`() throws {
        let box = Quadrilateral(
            topLeft: Pixel(x: 1, y: 2), topRight: Pixel(x: 3, y: 2), bottomRight: Pixel(x: 3, y: 4),
            bottomLeft: Pixel(x: 1, y: 4))
        let report = Report.smoke(
            device: .cpu, version: "1.26.0", providers: ProviderCounts(), proof: nil,
            results: [
                .init(name: "a", seconds: 0.25, outcome: .lines([TextLine(text: "很好", score: 0.98765432, box: box)])),
                .init(name: "b", seconds: 1, outcome: .judgement(Judgement(label: "positive", score: 0.5))),
                .init(name: "c", seconds: 0, outcome: .failure("no such picture")),
            ])
        #expect(
            report.serialized == """
                {"device":"cpu","onnxruntime":"1.26.0","providers":{},"results":[\
                {"name":"a","seconds":0.25,"lines":[{"text":"很好","score":0.987654,"box":[[1,2],[3,2],[3,4],[1,4]]}]},\
                {"name":"b","seconds":1.0,"label":"positive","score":0.5},\
                {"name":"c","seconds":0.0,"error":"no such picture"}]}
                """)
    }

    @Test
    func `an answer from a GPU carries the proof of it, one from the CPU none`() throws {
        let judgement = Judgement(label: "positive", score: 0.5)
        let proof = DeviceProof(
            device: .gpu(1), gpu: GPU(number: 1, name: "NVIDIA H200", memory: 150_000, capability: "9.0"),
            driver: "570.86.15", cuda: "12.8",
            libraries: [LoadedLibrary(name: "libcudnn", path: try Path("/opt/libcudnn.so.9"), version: "9.1.0")],
            providers: ProviderCounts(["CUDAExecutionProvider": 7]))
        let text = """
            "proof":{"device":"gpu:1","gpu":{"number":1,"name":"NVIDIA H200","memory":150000,"capability":"9.0"},\
            "driver":"570.86.15","cuda":"12.8",\
            "libraries":[{"name":"libcudnn","version":"9.1.0","path":"/opt/libcudnn.so.9"}],\
            "precision":"float32 without TF32","providers":{"CUDAExecutionProvider":7}}
            """
        #expect(Report.page([], proof: proof).serialized == "{\"lines\":[],\(text)}")
        #expect(
            Report.judgement(judgement, proof: proof).serialized
                == "{\"label\":\"positive\",\"score\":0.5,\(text)}")
        #expect(Report.page([]).serialized == #"{"lines":[]}"#)
        #expect(Report.judgement(judgement).serialized == #"{"label":"positive","score":0.5}"#)
    }

    @Test
    func `what ran on no GPU is no answer from one`() throws {
        let invocation = try Invocation(["sentiment", "x", "--model", "m", "--device", "gpu"])
        #expect(throws: EngineError.nothingRan(on: .gpu(0), providers: ["CPUExecutionProvider": 3])) {
            try invocation.proof(on: .gpu(0)) { ProviderCounts(["CPUExecutionProvider": 3]) }
        }
        #expect(try invocation.proof(on: .cpu) { throw EngineError.notANumber(try Path("m")) } == nil)
    }
}

import Glibc
import OCI
import Sandbox
import Smoke
import SystemPackage
import TestSupport
import Testing

/// The gate over small images of busybox. Model tests run against a script that speaks the runtime's protocol: here only
/// the gate's handling of what comes back is judged; the real runtime is judged in the command line's tests.
@Suite struct SmokeGateTests {
    private struct Ground {
        let layout: ImageLayout
        let sandbox: Sandbox
        let scratch: FilePath
        let image: Descriptor
        let picture: SmokePicture

        func report(
            _ tests: [SmokeTest], on device: SmokeDevice = .cpu, devices: SandboxDevices? = nil
        ) async throws(SmokeError) -> SmokeReport {
            let plan: SmokePlan
            do { plan = try SmokePlan(device: device, tests: tests, runtime: "/bin/runtime") } catch {
                throw .layout(.document(nil, error))
            }
            return try await SmokeGate.run(
                image, in: layout, plan: plan, devices: devices, sandbox: sandbox, scratch: scratch)
        }

        func ocr(_ name: String, lines: [String] = ["TOTAL"], timeout: Int64 = 90) throws -> SmokeTest {
            let task = SmokeTest.OCR(model: "/m/ocr", picture: picture, lines: lines, accuracy: 0.9)
            return try SmokeTest(name: name, timeout: timeout, task: .ocr(task))
        }
    }

    /// An image whose runtime is `script`, run by the user of its configuration.
    private func with(
        runtime script: String = "exit 9", user: String? = "app", kind: SandboxKind = .runc,
        _ body: (Ground) async throws -> Void
    ) async throws {
        guard FilePath("/bin/busybox").withPlatformString({ access($0, X_OK) }) == 0 else {
            throw Tool.Failure.missing(name: "busybox", package: "busybox-static")
        }
        try await withTemporaryDirectory { directory in
            let layout = try ImageLayout(creatingAt: directory.appending("layout"))
            let builder = LayerBuilder(layout: layout)
            let applets = ["sh", "cat", "id", "env", "sleep", "touch", "ls", "grep", "kill", "echo", "wc"]
            let base = try await builder.layer(
                [.program("bin/busybox", from: "/bin/busybox")] + applets.map { .link("bin/\($0)", "busybox") } + [
                    .file("etc/passwd", "root:x:0:0::/root:/bin/sh\napp:x:1001:1002::/home/app:/bin/sh\n"),
                    .file("etc/group", "video:x:44:other,app\n"), .directory("proc"), .directory("dev"),
                ])
            let runtime = try await builder.layer(
                [.file("bin/runtime", "#!/bin/sh\n" + script, mode: "755")], as: .layerGzip)
            let image = try await builder.image(
                [base, runtime],
                execution: ExecutionConfig(
                    user: user, environment: ["PATH=/bin", "MODEL=/m"], workingDirectory: "/etc"))
            let blob = try layout.write(Array("picture".utf8), as: MediaType("image/png"))
            let scratch = directory.appending("scratch")
            try scratch.createDirectories()
            let ground = Ground(
                layout: layout, sandbox: try await Sandbox(forcing: kind, scratch: scratch), scratch: scratch,
                image: image, picture: try SmokePicture(name: "receipt.png", blob: blob))
            try await body(ground)
            #expect(try scratch.entries() == [], "nothing stays in the scratch directory")
        }
    }

    private func test(
        _ name: String, _ script: String, status: Int32 = 0, output: String? = nil, timeout: Int64 = 90
    ) throws -> SmokeTest {
        let pattern = try output.map { try OutputPattern($0) }
        return try SmokeTest(
            name: name, timeout: timeout,
            task: .run(SmokeTest.Run(command: ["sh", "-c", script], status: status, output: pattern)))
    }

    @Test(arguments: [SandboxKind.runc, .bubblewrap])
    func `runs commands as the image's user in the image's environment`(kind: SandboxKind) async throws {
        try await with(kind: kind) { ground in
            let report = try await ground.report([
                try test(
                    "user", "id -u; id -g; echo $HOME $MODEL; cat passwd", output: "1001\n1002\n/home/app /m\nroot:x"),
                try test("read-only", "touch /x", status: 1),
                try test("status", "exit 3", status: 3),
            ])
            #expect(report.tests.map(\.reason) == [nil, nil, nil])
            #expect(report.verdict == "passed")
            #expect(report.sandbox == kind.rawValue)
        }
    }

    @Test func `says why a command failed`() async throws {
        try await with { ground in
            let report = try await ground.report([
                try test("status", "echo trouble >&2; exit 4"),
                try test("output", "echo three", output: "four"),
                try test("hang", "sleep 30", timeout: 1),
                try test("crash", "sh -c 'kill -11 $$'; exit $?"),
                try SmokeTest(name: "missing", timeout: 5, task: .run(SmokeTest.Run(command: ["/no/program"]))),
                try test("good", "true && exit 0 || exit 0"),
            ])
            #expect(
                report.tests.prefix(4).map(\.reason) == [
                    "it exited with status 4: trouble", "its output has no match of 'four': three ",
                    "it did not end within 1 s", "it was killed by signal 11 (SIGSEGV): Segmentation fault",
                ])
            #expect(report.tests[4].reason?.hasPrefix("it could not be started: ") == true)
            #expect(report.tests[5].isPassed)
            #expect(report.verdict == "failed")
        }
    }

    /// A runtime that runs what it is told to on each device.
    private static let devices = #"""
        on() { grep -q "\"device\":\"$1\"" /run/imagesmith/plan.json && grep -q "$2" /run/imagesmith/plan.json; }
        on gpu praise && echo '{"device":"gpu","onnxruntime":"1.26.0","providers":{"CUDAExecutionProvider":5},
        "proof":{"gpu":{"number":0,"name":"NVIDIA H200","capability":"9.0"},"driver":"570.86.15","cuda":"12.8"},"results":[
        {"name":"praise","seconds":0.125,"label":"positive","score":0.875}]}'
        on cpu receipt && echo '{"device":"cpu","onnxruntime":"1.26.0","providers":{"CPUExecutionProvider":12},"results":[
        {"name":"receipt","seconds":0.25,"lines":[{"text":"TOTAL","score":0.9,"box":[[0,0]]}]}]}'
        exit 0
        """#

    @Test func `a test may name the CPU in an image for GPUs, beside one that runs on the GPU`() async throws {
        try await with(runtime: Self.devices) { ground in
            let praise = SmokeTest.Sentiment(model: "/m/s", text: "good", label: "positive", score: 0.8)
            guard case .ocr(let receipt) = try ground.ocr("receipt").task else { return }
            let onCPU = try SmokeTest(name: "receipt", timeout: 5, task: .ocr(receipt), device: .cpu)
            let report = try await ground.report(
                [onCPU, try SmokeTest(name: "praise", timeout: 5, task: .sentiment(praise))], on: .gpu,
                devices: .some(.none))
            #expect(report.tests.map(\.reason) == [nil, nil])
            #expect(report.providers == ["CUDAExecutionProvider": 5, "CPUExecutionProvider": 12])
            #expect(report.gpu?.name == "NVIDIA H200" && report.gpu?.capability == "9.0")
            #expect(report.gpu?.driver == "570.86.15" && report.gpu?.cuda == "12.8")
            #expect(try SmokeReport(report.json) == report)
            #expect(throws: JSONError.value(path: "tests", reason: "none runs on the plan's device, the gpu")) {
                try SmokePlan(device: .gpu, tests: [onCPU])
            }
            let plan = try SmokePlan(
                device: .gpu, tests: [onCPU, SmokeTest(name: "p", timeout: 5, task: .sentiment(praise))])
            #expect(try SmokePlan(plan.json) == plan)
        }
    }

    private static let answer = #"""
        cat "$2" >/dev/shm/plan; grep -q '"picture":"/run/imagesmith/receipt.png"' /dev/shm/plan || exit 7
        grep -q '^picture$' /run/imagesmith/receipt.png || exit 8
        echo '{"device":"cpu","onnxruntime":"1.26.0","providers":{"CPUExecutionProvider":12},"results":[
        {"name":"receipt","seconds":0.25,"lines":[{"text":"TO TAL","score":0.9,"box":[[0,0]]}]},
        {"name":"invoice","seconds":0.5,"lines":[{"text":"TOTAI","score":0.9,"box":[[0,0]]}]},
        {"name":"praise","seconds":0.125,"label":"positive","score":0.875},
        {"name":"broken","seconds":0,"error":"no such model"}]}'
        """#

    @Test func `judges what the runtime answers, and writes the report beside the image`() async throws {
        try await with(runtime: Self.answer) { ground in
            let praise = SmokeTest.Sentiment(model: "/m/s", text: "good", label: "positive", score: 0.8)
            let doubt = SmokeTest.Sentiment(model: "/m/s", text: "good", label: "positive", score: 0.9)
            let report = try await ground.report([
                try ground.ocr("receipt"), try ground.ocr("invoice"),
                try SmokeTest(name: "praise", timeout: 5, task: .sentiment(praise)),
                try SmokeTest(name: "broken", timeout: 5, task: .sentiment(doubt)),
                try SmokeTest(name: "lost", timeout: 5, task: .sentiment(doubt)),
            ])
            #expect(
                report.tests.map(\.reason) == [
                    nil, "the character accuracy 0.8 is below 0.9", nil, "the runtime says: no such model",
                    "the runtime gave 0 results for it",
                ])
            #expect(report.onnxruntime == "1.26.0" && report.providers == ["CPUExecutionProvider": 12])
            let referrer = try report.write(to: ground.layout, subject: ground.image)
            #expect(referrer.annotations == [Annotation.verdict: "failed", Annotation.device: "cpu"])
            #expect(try SmokeReport.load(from: ground.layout, subject: ground.image) == [report])
            let expected = """
                {"device":"cpu","image":"\(ground.image.digest)","onnxruntime":"1.26.0","providers":{"CPUExecutionProvider":12},\
                "sandbox":{"isolation":["own mount, process, network, IPC and host name spaces","dangerous system calls refused",\
                "capabilities dropped","limits of memory and processes kept"],"kind":"runc"},"tests":[\
                {"kind":"ocr","measured":{"accuracy":1.0,"lines":["TO TAL"]},"name":"receipt","seconds":0.25,"verdict":"passed"}
                """
            #expect(String(decoding: report.json.canonical(), as: UTF8.self).hasPrefix(expected))
        }
    }

    private static let failures: [(String, String)] = [
        ("echo no json", "the runtime's answer is none: line 1, column 2: invalid token near 'no'"),
        ("exit 0", "the runtime's answer is none: line 1, column 0: unexpected token near end of file"),
        (#"echo '{"device":"cpu"}'"#, "the runtime's answer is none: 'onnxruntime' is missing"),
        ("echo cannot load >&2; exit 2", "the runtime failed: it exited with status 2: cannot load"),
        ("sh -c 'kill -6 $$'; exit $?", "the runtime failed: it was killed by signal 6 (SIGABRT): Aborted"),
        (
            #"echo '{"device":"gpu","onnxruntime":"1","providers":{},"results":[]}'"#,
            "it ran on 'gpu' and not on 'cpu'"
        ),
        ("sleep 40", "it did not end within 1 s"),
        ("while :; do echo 0123456789012345678901234567890123456789; done", "it did not end within 1 s"),
    ]

    @Test(arguments: failures)
    func `takes garbage, crashes and hangs as verdicts`(script: String, reason: String) async throws {
        try await with(runtime: script) { ground in
            let report = try await ground.report([try ground.ocr("receipt", timeout: 1)])
            #expect(report.tests.map(\.reason) == [reason])
            #expect(!report.isPassed)
        }
    }

    @Test func `finds the test to blame when the runtime fails as a whole`() async throws {
        let script = #"""
            grep -q invoice "$2" && kill -9 $$ && exit 137
            echo '{"device":"cpu","onnxruntime":"1","providers":{},"results":[{"name":"receipt","lines":[{"text":"TOTAL"}]}]}'
            """#
        try await with(runtime: script) { ground in
            let report = try await ground.report([try ground.ocr("receipt"), try ground.ocr("invoice")])
            #expect(report.tests.map(\.isPassed) == [true, false])
            #expect(report.tests[1].reason == "the runtime failed: it was killed by signal 9 (SIGKILL)")
        }
    }

    @Test func `fails an image whose user it does not know`() async throws {
        try await with(user: "nobody-here") { ground in
            let report = try await ground.report([try test("x", "exit 0")])
            #expect(
                report.tests.map(\.reason) == [
                    "the image's configuration names 'nobody-here', which the image does not know"
                ])
        }
    }

    @Test func `does not fall back to the CPU where there is no GPU`() async throws {
        guard FilePath("/dev/nvidiactl").withPlatformString({ access($0, F_OK) }) != 0 else { return }
        try await with { ground in
            let reason = "the device /dev/nvidiactl is not there; run this on a machine that has one"
            await #expect(
                throws: SmokeError.deviceUnavailable(.gpu, image: ground.image.digest, reason: reason)
            ) { try await ground.report([try test("x", "exit 0")], on: .gpu) }
        }
    }

    @Test func `opens the gate for the demanded device and all tests alone`() throws {
        let verdict = #"{"kind":"run","name":"a","seconds":0.5,"verdict":"passed"}"#
        let text = """
            {"device":"cpu","image":"sha256:\(String(repeating: "0", count: 64))","sandbox":{"isolation":[],"kind":"runc"},\
            "tests":[\(verdict)],"verdict":"passed"}
            """
        let report = try SmokeReport(JSON(parsing: Array(text.utf8)))
        let run = SmokeTest.Task.run(SmokeTest.Run(command: ["x"]))
        let test = try SmokeTest(name: "a", timeout: 1, task: run)
        #expect(report.opensGate(of: try SmokePlan(device: .cpu, tests: [test])))
        #expect(!report.opensGate(of: try SmokePlan(device: .gpu, tests: [test])))
        let other = try SmokeTest(name: "b", timeout: 1, task: run)
        #expect(!report.opensGate(of: try SmokePlan(device: .cpu, tests: [test, other])))
        let lie = text.replacing(#"],"verdict":"passed""#, with: #"],"verdict":"failed""#)
        #expect(throws: JSONError.value(path: "verdict", reason: "the tests say 'passed'")) {
            try SmokeReport(JSON(parsing: Array(lie.utf8)))
        }
    }
}

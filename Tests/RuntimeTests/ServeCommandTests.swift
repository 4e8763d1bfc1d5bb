import Glibc
import Synchronization
import Testing

@testable import ModelRuntime

/// The command line of `serve` and of the batches, and the batches themselves.
@Suite(.timeLimit(.minutes(5)))
struct ServeCommandTests {
    @Test
    func `parses serve with what it does not say, and with all it can`() throws {
        let short = try Invocation(["serve", "--port", "80", "--ocr-model", "m"])
        #expect(
            short.command
                == .serve(ServeSettings(host: .loopback, port: 80, ocrModel: try Path("m"), sentimentModel: nil)))
        let long = try Invocation([
            "serve", "--port=0", "--host", "::", "--sentiment-model", "s", "--queue", "1", "--batch", "2",
            "--batch-delay", "0", "--max-body", "4096", "--grace", "5", "--device", "gpu", "--threads", "3",
        ])
        var settings = ServeSettings(
            host: try HostAddress(parsing: "::"), port: 0, ocrModel: nil, sentimentModel: try Path("s"))
        (settings.queue, settings.batch, settings.batchDelay) = (1, 2, 0)
        (settings.maximumBody, settings.grace) = (4096, 5)
        #expect(long.command == .serve(settings))
        #expect(long.device == .gpu(0) && long.threads == 3)
    }

    @Test
    func `parses lists and lines`() throws {
        #expect(
            try Invocation(["ocr", "--files-from", "-", "--model", "m"]).command
                == .ocrList(.standardInput, model: Path("m")))
        #expect(
            try Invocation(["sentiment", "--lines", "a.txt", "--model", "m"]).command
                == .sentimentLines(.file(Path("a.txt")), model: Path("m")))
    }

    @Test(arguments: [
        (["serve", "--ocr-model", "m"], "--port is missing"),
        (["serve", "--port", "65536", "--ocr-model", "m"], "--port is \"65536\", allowed is 0 to 65535"),
        (["serve", "--port", "80"], "serve needs --ocr-model, --sentiment-model or both"),
        (["serve", "x", "--port", "80", "--ocr-model", "m"], "\"x\" does not belong to this command"),
        (["serve", "--port", "80", "--model", "m", "--ocr-model", "m"], "\"--model\" does not belong to this command"),
        (
            ["serve", "--port", "80", "--ocr-model", "m", "--host", "localhost"],
            "\"localhost\" is no IP address: give 127.0.0.1 for this machine alone, 0.0.0.0 or :: for every network"
        ),
        (["serve", "--port", "80", "--ocr-model", "m", "--queue", "0"], "--queue is \"0\", allowed is 1 to 65536"),
        (["serve", "--port", "80", "--ocr-model", "m", "--batch", "0"], "--batch is \"0\", allowed is 1 to 1024"),
        (
            ["serve", "--port", "80", "--ocr-model", "m", "--batch-delay", "10001"],
            "--batch-delay is \"10001\", allowed is 0 to 10000"
        ),
        (
            ["serve", "--port", "80", "--ocr-model", "m", "--max-body", "1"],
            "--max-body is \"1\", allowed is 1024 to 1073741824"
        ),
        (["serve", "--port", "80", "--ocr-model", "m", "--grace", "-1"], "--grace is \"-1\", allowed is 0 to 3600"),
        (["ocr", "a", "--files-from", "b", "--model", "m"], "--files-from and FILE exclude each other"),
        (["sentiment", "a", "--lines", "-", "--model", "m"], "--lines and TEXT exclude each other"),
        (["ocr", "a", "--lines", "-", "--model", "m"], "\"--lines\" does not belong to this command"),
        (["sentiment", "--lines", "", "--model", "m"], "\"\" is not a path: it is empty or holds a NUL"),
    ])
    func `says what is wrong with the command line`(arguments: [String], sentence: String) {
        let error = #expect(throws: UsageError.self) { try Invocation(arguments) }
        #expect(error?.description == sentence)
    }

    @Test
    func `names every option and command in its help`() {
        for word in [
            "serve", "--files-from", "--lines", "--port", "--host", "--ocr-model", "--sentiment-model", "--queue",
            "--batch",
            "--batch-delay", "--max-body", "--grace",
        ] {
            #expect(Invocation.usage.contains(" \(word) "), "\(word)")
        }
    }

    @Test
    func `gives results in the order of the inputs with few under way`() throws {
        let running = Atomic(0)
        let most = Atomic(0)
        let results = Mutex<[Int]>([])
        let work = OrderedWork<Int, Int>(threads: 4) { number in
            most.max(running.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
            usleep(UInt32((number * 7) % 5) * 1000)
            running.subtract(1, ordering: .relaxed)
            return number * number
        } emit: { result in
            results.withLock { $0.append(result) }
        }
        var numbers = Array(0..<200)[...]
        var ahead = 0
        try work.run {
            ahead = max(ahead, 200 - numbers.count - results.withLock { $0.count })
            return numbers.popFirst()
        }
        #expect(results.withLock { $0 } == (0..<200).map { $0 * $0 })
        #expect(most.load(ordering: .relaxed) > 1 && most.load(ordering: .relaxed) <= 4)
        // Three a thread, and one that was written and not yet counted.
        #expect(ahead <= 13)
    }

    @Test
    func `stops reading when nobody takes the results, and keeps those before a failed read`() throws {
        struct Broken: Error {}
        let read = Atomic(0)
        let full = OrderedWork<Int, Int>(threads: 2) {
            $0
        } emit: {
            if $0 == 3 { throw Broken() }
        }
        #expect(throws: Broken.self) {
            try full.run { read.add(1, ordering: .relaxed).newValue }
        }
        #expect(read.load(ordering: .relaxed) < 20)
        let results = Mutex<[Int]>([])
        let cut = OrderedWork<Int, Int>(threads: 2) {
            $0
        } emit: { number in
            results.withLock { $0.append(number) }
        }
        var next = 0
        #expect(throws: Broken.self) {
            try cut.run {
                next += 1
                if next == 6 { throw Broken() }
                return next
            }
        }
        #expect(results.withLock { $0 } == [1, 2, 3, 4, 5])
    }

    @Test
    func `reads lines as they are, and tells of bad ones in their place`() throws {
        let scratch = try ScratchDirectory()
        let path = try scratch.directory.path.appending(RelativeName("lines"))
        let long = [UInt8](repeating: 0x61, count: LineReader.lengthLimit + 1)
        let bytes: [UInt8] = Array("one\n\n".utf8) + [0xFF, 0x0A] + long + Array("\nfünf\r\nlast".utf8)
        let file = try #require(fopen(path.string, "wb"))
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
        var reader = try LineReader(.file(path))
        var lines: [LineReader.Line] = []
        while let more = try reader.lines(atMost: 2) {
            #expect(more.count <= 2)
            lines += more
        }
        #expect(
            lines == [
                .success("one"), .success(""), .failure(.notUTF8(number: 3)),
                .failure(.tooLong(number: 4, limit: LineReader.lengthLimit)), .success("fünf\r"), .success("last"),
            ])
        #expect(throws: FileError.failed(.open, try Path("/nowhere"), errno: ENOENT)) {
            _ = try LineReader(.file(Path("/nowhere")))
        }
    }

    private static func model(_ name: String) throws -> String {
        try RepositoryFiles.required("IMAGESMITH_TEST_MODELS").string + "/" + name
    }

    private static func lines(_ program: ChildProcess) -> [String] {
        var lines: [String] = []
        while let line = program.line() { lines.append(line) }
        return lines
    }

    @Test
    func `reads many pictures, and one bad one costs no other its page`() throws {
        let names = ["review-positive.png", "README.md", "receipt.png", "nowhere.png", "blank.png", "scan.jpg"]
        let files = try names.map { try RepositoryFiles.path("recipes/smoke/" + $0).string }
        let program = try ChildProcess(["ocr"] + files + ["--model", Self.model("pp-ocrv4")])
        let output = Self.lines(program)
        #expect(program.wait() == 2)
        #expect(
            program.errorLine()
                == "imagesmith-runtime: 2 of 6 pictures failed: each has its \"error\" in the output")
        #expect(output.count == 1)
        guard case .array(let pages) = try JSONParser.parse(Array(output[0].utf8)) else {
            Issue.record("no array: \(output)")
            return
        }
        // One by one, as it was before there were batches.
        let reader = try TextReader(
            Engine(library: RepositoryFiles.required("IMAGESMITH_TEST_ONNXRUNTIME")),
            model: Path(Self.model("pp-ocrv4")),
            settings: SessionSettings(device: .cpu, threads: 1))
        for (file, page) in zip(files, pages) {
            let expected: JSONValue
            do {
                expected = Report.page(try reader.read(Picture(decoding: Path(file))), of: file)
            } catch {
                expected = Report.failure("\(error)", of: file)
            }
            #expect(page.serialized == expected.serialized)
        }
        // The list gives the same pages, one a line, while it is still being written.
        let list = try ChildProcess(["ocr", "--files-from", "-", "--model", Self.model("pp-ocrv4")])
        for (file, page) in zip(files, pages) {
            list.write(file + "\n")
            #expect(list.line() == page.serialized)
        }
        list.endInput()
        #expect(list.line() == nil)
        #expect(list.wait() == 2)
    }

    @Test
    func `judges lines while they come, in order, in runs of many`() throws {
        let model = try Self.model("sentiment")
        let asked = try ChildProcess(["sentiment", "--lines", "-", "--model", model])
        asked.write("强烈推荐\n")
        #expect(asked.line() == "{\"label\":\"positive\",\"score\":0.586927}")
        asked.write("太失望了\n")
        #expect(asked.line() == "{\"label\":\"negative\",\"score\":0.981612}")
        asked.endInput()
        #expect(asked.wait() == 0)

        let scratch = try ScratchDirectory()
        let path = scratch.directory.path.string + "/lines"
        let file = try #require(fopen(path, "wb"))
        for number in 0..<5000 { fputs(number % 2 == 0 ? "强烈推荐\n" : "太失望了\n", file) }
        fputs("\u{FF}", file)
        fwrite([0xFF] as [UInt8], 1, 1, file)
        fclose(file)
        let program = try ChildProcess(["sentiment", "--lines", path, "--model", model])
        let output = Self.lines(program)
        #expect(program.wait() == 2)
        #expect(output.count == 5001)
        #expect(
            output.prefix(5000).enumerated().allSatisfy { number, line in
                line.contains(number % 2 == 0 ? "\"positive\",\"score\":0.58692" : "\"negative\",\"score\":0.9816")
            })
        #expect(output.last == "{\"error\":\"line 5001 is not UTF-8\"}")
    }
}

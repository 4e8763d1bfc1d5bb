import Synchronization

// Many pictures, many lines: worked off by several threads with one copy of the model, in order, in bounded memory.
extension Invocation {
    /// The texts in one run of the model, and in one piece of work.
    private static let textsInRun = 32
    /// The most threads that share a GPU: more would wait for it, and each takes memory there.
    private static let threadsOnGPU = 4

    /// Reads several pictures into one JSON array.
    func ocr(_ files: [Path], _ model: Path, _ output: Output) throws -> Int32 {
        var rest = files[...]
        let isFirst = Atomic(true)
        let failures = try pages(model, threads: workers(for: files.count), output) { page in
            let isFirst = isFirst.exchange(false, ordering: .relaxed)
            try output.write((isFirst ? "[" : ",") + page.serialized)
        } next: {
            rest.popFirst().map { .success($0.string) }
        }
        try output.write("]\n")
        return Self.status(failures: failures, of: "\(files.count) pictures", output)
    }

    /// Reads the pictures that a list names into one JSON object a line.
    func ocr(_ list: LineSource, _ model: Path, _ output: Output) throws -> Int32 {
        var lines = try LineReader(list)
        let failures = try pages(model, threads: workers(for: .max), output) { page in
            try output.write(page.serialized + "\n")
        } next: {
            try lines.lines(atMost: 1)?.first
        }
        return Self.status(failures: failures, of: "the pictures", output)
    }

    /// Judges lines into one JSON object a line.
    func sentiment(_ source: LineSource, _ model: Path, _ output: Output) throws -> Int32 {
        MemoryReuse.begin()
        let device = device ?? .cpu
        let reader = try SentimentReader(
            engine(), model: model, settings: batchSettings(on: device), manyTexts: true)
        var lines = try LineReader(source)
        let failures = Atomic(0)
        let work = OrderedWork<[LineReader.Line], [JSONValue]>(threads: workers(for: .max)) { lines in
            Self.judge(lines, with: reader)
        } emit: { judgements in
            failures.add(judgements.count { $0.isError }, ordering: .relaxed)
            try output.write(judgements.map { $0.serialized + "\n" }.joined())
        }
        try work.run { () throws -> [LineReader.Line]? in try lines.lines(atMost: Self.textsInRun) }
        if let proof = try proof(on: device, reader.endProfile) { log(proof, to: output) }
        return Self.status(failures: failures.load(ordering: .relaxed), of: "the lines", output)
    }

    /// Reads what `next` names and gives each page, or its error, to `emit`; the number of errors.
    private func pages(
        _ model: Path, threads: Int, _ output: Output, emit: @escaping @Sendable (JSONValue) throws -> Void,
        next: () throws -> LineReader.Line?
    ) throws -> Int {
        MemoryReuse.begin()
        let device = device ?? .cpu
        let reader = try TextReader(engine(), model: model, settings: batchSettings(on: device))
        let failures = Atomic(0)
        let work = OrderedWork<LineReader.Line, JSONValue>(threads: threads) { name in
            Self.page(name, with: reader)
        } emit: { page in
            if page.isError { failures.add(1, ordering: .relaxed) }
            try emit(page)
        }
        try work.run(next: next)
        if let proof = try proof(on: device, reader.endProfile) { log(proof, to: output) }
        return failures.load(ordering: .relaxed)
    }

    private static func page(_ name: LineReader.Line, with reader: TextReader) -> JSONValue {
        do {
            return Report.page(try reader.read(Picture(decoding: Path(name.get()))), of: try name.get())
        } catch {
            return Report.failure("\(error)", of: (try? name.get()) ?? "")
        }
    }

    private static func judge(_ lines: [LineReader.Line], with reader: SentimentReader) -> [JSONValue] {
        var judgements = reader.judge(lines.compactMap { try? $0.get() }, rows: textsInRun)[...]
        return lines.map { line in
            do {
                _ = try line.get()
                return Report.judgement(try judgements.removeFirst().get())
            } catch {
                return Report.failure("\(error)")
            }
        }
    }

    /// Several pages at a time with few threads each keep all processors busy: one page has parts that use only one.
    private func batchSettings(on device: Device) -> SessionSettings {
        SessionSettings(device: device, threads: 1)
    }

    /// The threads that work on `count` inputs.
    func workers(for count: Int) -> Int {
        let threads = threads ?? SessionSettings.availableThreads
        return min(threads, count, device ?? .cpu == .cpu ? threads : Self.threadsOnGPU)
    }

    private static func status(failures: Int, of total: String, _ output: Output) -> Int32 {
        guard failures > 0 else { return 0 }
        output.log("\(failures) of \(total) failed: each has its \"error\" in the output")
        return 2
    }
}

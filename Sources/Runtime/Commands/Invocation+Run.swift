extension Invocation {
    /// Does what was asked and gives the text for standard output.
    ///
    /// Throws ``UsageError``, or one of the module's other errors; each describes itself in a sentence.
    public func run() throws -> String {
        switch command {
        case .help: return Self.usage
        case .info: return try Report.info(engine(), Machine()).serialized
        case .ocr(let files, let model): return try ocr(files, model).serialized
        case .sentiment(let texts, let model): return try sentiment(texts, model).serialized
        case .smoke(let plan): return try smoke(SmokePlan(plan)).serialized
        }
    }

    private func engine() throws -> Engine {
        // Resolved, because dlopen looks for a bare name everywhere but here.
        guard let library else { return try Engine(library: Engine.installedLibrary()) }
        return try Engine(library: Directory.resolve(library))
    }

    private func ocr(_ files: [Path], _ model: Path) throws -> JSONValue {
        let device = device ?? .cpu
        let reader = try TextReader(engine(), model: model, settings: settings(on: device))
        var pages: [[TextLine]] = []
        for file in files { pages.append(try reader.read(Picture(decoding: file))) }
        // On the CPU there is nothing to prove, and no profile.
        if device != .cpu { try reader.endProfile().requireWork(on: device) }
        return files.count == 1 ? Report.page(pages[0]) : Report.pages(zip(files, pages))
    }

    private func sentiment(_ texts: [String], _ model: Path) throws -> JSONValue {
        let device = device ?? .cpu
        let reader = try SentimentReader(engine(), model: model, settings: settings(on: device))
        var judgements: [Judgement] = []
        for text in texts { judgements.append(try reader.judge(text)) }
        if device != .cpu { try reader.endProfile().requireWork(on: device) }
        return judgements.count == 1
            ? Report.judgement(judgements[0]) : .array(judgements.map(Report.judgement))
    }

    private func smoke(_ plan: SmokePlan) throws -> JSONValue {
        if let device, device != plan.device { throw UsageError.otherDevice(asked: device, planned: plan.device) }
        let engine = try engine()
        // The profile proves which provider worked. It costs some 400 MB, and on the CPU there is no other to fall back to.
        let run = SmokeRun(engine, settings: settings(on: plan.device))
        let (results, providers) = try run.run(plan.tests)
        // That no kernel ran on the device is told by the counts: who reads the report judges it.
        let proof = providers.ran(on: plan.device) ? try providers.proof(on: plan.device) : nil
        return Report.smoke(
            device: plan.device, version: engine.version, providers: providers, proof: proof, results: results)
    }
}

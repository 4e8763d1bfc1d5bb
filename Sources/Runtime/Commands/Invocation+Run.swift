extension Invocation {
    /// Does what was asked and gives the exit status: 0, or 2 when some of what was asked failed and the rest was done.
    ///
    /// Throws ``UsageError``, what `output` throws, or one of the module's other errors; each describes itself in a
    /// sentence.
    public func run(_ output: Output) throws -> Int32 {
        switch command {
        case .help: try output.write(Self.usage + "\n")
        case .info: try output.write(Report.info(engine(), Machine()).serialized + "\n")
        case .ocr(let files, let model):
            guard files.count == 1 else { return try ocr(files, model, output) }
            try output.write(ocr(files[0], model).serialized + "\n")
        case .ocrList(let list, let model): return try ocr(list, model, output)
        case .sentiment(let texts, let model): try output.write(sentiment(texts, model, output).serialized + "\n")
        case .sentimentLines(let lines, let model): return try sentiment(lines, model, output)
        case .smoke(let plan): try output.write(smoke(SmokePlan(plan)).serialized + "\n")
        case .serve(let settings): return try serve(settings, output)
        }
        return 0
    }

    func engine() throws -> Engine {
        // Resolved, because dlopen looks for a bare name everywhere but here.
        guard let library else { return try Engine(library: Engine.installedLibrary()) }
        return try Engine(library: Directory.resolve(library))
    }

    private func ocr(_ file: Path, _ model: Path) throws -> JSONValue {
        MemoryReuse.begin()
        let device = device ?? .cpu
        let reader = try TextReader(engine(), model: model, settings: settings(on: device), loading: .behind)
        let page = try reader.read(Picture(decoding: file))
        return Report.page(page, proof: try proof(on: device, reader.endProfile))
    }

    private func sentiment(_ texts: [String], _ model: Path, _ output: Output) throws -> JSONValue {
        let device = device ?? .cpu
        let reader = try SentimentReader(engine(), model: model, settings: settings(on: device))
        var judgements: [Judgement] = []
        for text in texts { judgements.append(try reader.judge(text)) }
        let proof = try proof(on: device, reader.endProfile)
        if judgements.count == 1 { return Report.judgement(judgements[0], proof: proof) }
        if let proof { log(proof, to: output) }
        return .array(judgements.map { Report.judgement($0) })
    }

    /// What shows that models ran on `device`. On the CPU there is nothing to show, and no profile.
    ///
    /// Throws ``EngineError/nothingRan(on:providers:)`` where no kernel ran there.
    func proof(on device: Device, _ profile: () throws -> ProviderCounts) throws -> DeviceProof? {
        device == .cpu ? nil : try profile().proof(on: device)
    }

    /// Tells a proof beside answers that are a list, in which it has no place.
    func log(_ proof: DeviceProof, to output: Output) { output.log("proof: \(Report.proof(proof).serialized)") }

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

extension ServedModels {
    /// Loads the models that `settings` name and runs each once, so that the first request finds them warm.
    ///
    /// A GPU has to prove in that run that it did the work; profiles end there, for they grow with every run. Throws what
    /// loading and running throw.
    init(_ engine: Engine, _ settings: ServeSettings, session: SessionSettings) throws {
        if let model = settings.ocrModel {
            let reader = try TextReader(engine, model: model, settings: session)
            _ = try reader.read(.warmUp)
            try Self.prove(reader.endProfile(), session)
            ocr = reader
        }
        if let model = settings.sentimentModel {
            let reader = try SentimentReader(engine, model: model, settings: session, manyTexts: true)
            let outcomes = reader.judge(["", "warm"], rows: settings.batch)
            for outcome in outcomes { _ = try outcome.get() }
            try Self.prove(reader.endProfile(), session)
            sentiment = BatchedSentiment(reader: reader, rows: settings.batch)
        }
    }

    private static func prove(_ counts: ProviderCounts, _ session: SessionSettings) throws(EngineError) {
        if session.device != .cpu { try counts.requireWork(on: session.device) }
    }
}

extension Picture {
    /// A picture with a word in it, so that every network of a reader has something to do.
    static var warmUp: Picture {
        let glyphs = [
            "#...# ..#.. ####. #...#",
            "#...# .#.#. #...# ##.##",
            "#...# #...# #...# #.#.#",
            "#.#.# #...# ####. #...#",
            "#.#.# ##### #.#.. #...#",
            "##.## #...# #..#. #...#",
            "#...# #...# #...# #...#",
        ].map { Array($0.utf8) }
        let (dot, margin) = (6, 40)
        let width = glyphs[0].count * dot + margin * 2
        let height = glyphs.count * dot + margin * 2
        var bytes = [UInt8](repeating: 255, count: width * height * channels)
        for y in margin..<height - margin {
            for x in margin..<width - margin
            where glyphs[(y - margin) / dot][(x - margin) / dot] == UInt8(ascii: "#") {
                for channel in 0..<channels { bytes[(y * width + x) * channels + channel] = 0 }
            }
        }
        return Picture(width: width, height: height, bytes: bytes)
    }
}

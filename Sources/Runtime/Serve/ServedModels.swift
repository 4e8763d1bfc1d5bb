/// Reads the text in pictures; the model behind `/v1/ocr`.
protocol PictureReading: Sendable {
    /// The page in an encoded picture, as `ocr` prints it. Throws ``PictureError`` for a picture that is none.
    func page(_ picture: [UInt8]) throws -> JSONValue
}

/// Judges texts; the model behind `/v1/sentiment`.
protocol TextJudging: Sendable {
    /// A judgement a text, in their order, as `sentiment` prints them. One text's failure is its own.
    func judgements(_ texts: [String]) -> [Result<JSONValue, any Error>]
}

/// The models that are served; at least one.
struct ServedModels: Sendable {
    var ocr: (any PictureReading)?
    var sentiment: (any TextJudging)?
}

extension TextReader: PictureReading {
    func page(_ picture: [UInt8]) throws -> JSONValue {
        Report.page(try read(Picture(decoding: picture, named: Path("the body"))))
    }
}

/// A reader with the number of texts that share a run of the model.
struct BatchedSentiment: TextJudging {
    let reader: SentimentReader
    let rows: Int

    func judgements(_ texts: [String]) -> [Result<JSONValue, any Error>] {
        reader.judge(texts, rows: rows).map { $0.map { Report.judgement($0) }.mapError { $0 } }
    }
}

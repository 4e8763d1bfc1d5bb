/// Reads pictures of single lines with a CTC network.
final class LineRecognizer: Sendable {
    /// The widest a line gets: longer ones are squeezed, so that a hostile picture cannot ask for any amount of memory.
    static let widthLimit = 8192

    private let settings: OCRManifest.Recognition
    private let session: Session
    private let input: String
    private let table: CharacterTable
    private let pixels: [Float]

    /// `directory` is where the manifest lies.
    init(
        _ engine: Engine, directory: Directory, manifest: OCRManifest.Recognition, settings: SessionSettings
    ) throws {
        let session = try Session(
            engine, model: directory.file(manifest.file), settings: settings, purpose: .lines)
        let input = try session.soleInput
        let table = try Self.table(manifest.dictionary, session, directory)
        guard let type = try session.type(ofOutput: 0), type.shape.last.map({ $0 == nil || $0 == table.count }) ?? true
        else {
            throw EngineError.wrongInterface(
                session.model,
                expected: "\(table.count) classes, one for each line of its dictionary, a blank and a space",
                found: "the output \(try session.type(ofOutput: 0)?.description ?? "that is no tensor")")
        }
        self.input = input
        self.table = table
        self.settings = manifest
        self.session = session
        pixels = manifest.normalization.lineTable
    }

    private static func table(
        _ dictionary: OCRManifest.Dictionary, _ session: borrowing Session, _ directory: Directory
    ) throws -> CharacterTable {
        switch dictionary {
        case .metadata(let key):
            guard let text = try session.metadata(key) else {
                throw EngineError.wrongInterface(
                    session.model, expected: "a dictionary in the metadata under \"\(key)\"", found: "none")
            }
            return CharacterTable(dictionary: text)
        case .file(let name):
            let bytes = try InputFile(directory.file(name)).contents(limit: Vocabulary.sizeLimit)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
                let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
                throw try ManifestError.notText(directory.file(name), line: line + 1)
            }
            return CharacterTable(dictionary: text)
        }
    }

    /// The text and score of each line, all padded to `width` pixels. Safe to call from several threads at once.
    func read(
        _ lines: [Picture], width: Int, times: ReadingTimes
    ) throws -> [(text: String, score: Double)] {
        var feed = Feed(session.engine, model: session.model)
        try times.measure(.lines) { () throws(EngineError) in
            let batch = LineBatch(lines, height: settings.height, width: width)
            try feed.add(input, shape: batch.shape, of: Float.self) { batch.write(to: &$0, table: pixels) }
        }
        let output = try times.measure(.recognition) { () throws(EngineError) in try session.run(feed) }
        guard output.shape.count == 3, output.shape[0] == lines.count, output.shape[2] == table.count else {
            throw EngineError.wrongOutput(
                session.model, expected: "[\(lines.count), steps, \(table.count)]", found: "\(output.shape)")
        }
        let steps = output.shape[1]
        let table = table
        let results = times.measure(.text) {
            output.withElements { elements in
                lines.indices.map { table.decode(elements, from: $0 * steps * table.count, steps: steps) }
            }
        }
        guard results.allSatisfy(\.score.isFinite) else { throw EngineError.notANumber(session.model) }
        return results
    }

    func endProfile() throws -> ProviderCounts { try session.endProfile() }
}

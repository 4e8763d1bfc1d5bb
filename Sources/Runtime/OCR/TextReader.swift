/// Reads the text in a picture: finds the lines, turns those upside down, recognises each.
///
/// The detector takes all threads for one run. The lines of a page are independent, so on the CPU each runs alone, in one
/// thread, and as many at once as there are threads: measured with PP-OCRv4, lines of 400 pixels one by one in two threads
/// take a quarter less processor time than batches of six with two threads each, for what a line needs stays in the caches
/// and no thread waits for another at every operator. On a GPU a batch runs at once.
public final class TextReader {
    /// When the networks are loaded.
    public enum Loading: Sendable {
        /// Before there is a reader.
        case before
        /// While its maker goes on, on the CPU in two threads where there are two: the detector, which is needed first, and
        /// what comes behind it. Reading waits for what it needs and throws what stopped its loading; a page without lines
        /// does not wait for the networks that read lines.
        case behind
    }

    /// What reads a line once it is found.
    private struct LineNetworks: Sendable {
        let classifier: AngleClassifier?
        let recognizer: LineRecognizer
    }

    private let manifest: OCRManifest
    private let detector: Deferred<Detector>
    private let networks: Deferred<LineNetworks>
    private let threads: Int
    /// How many lines run together.
    private let group: Int

    /// Loads the networks of the model in `directory`, whose manifest must be of the kind `ocr`.
    ///
    /// Throws ``ManifestError``, ``FileError`` or ``EngineError``.
    public convenience init(
        _ engine: Engine, model directory: Path, settings: SessionSettings, loading: Loading = .before
    ) throws {
        let manifest = try ModelManifest(in: directory)
        guard case .ocr(let kind) = manifest.kind else {
            throw ManifestError.wrongKind(manifest.path, expected: .ocr, found: manifest.kind.name)
        }
        try self.init(
            engine, directory: manifest.directory, manifest: kind, settings: settings, loading: loading)
    }

    init(
        _ engine: Engine, directory: Directory, manifest: OCRManifest, settings: SessionSettings,
        loading: Loading = .before
    ) throws {
        self.manifest = manifest
        let onCPU = settings.device == .cpu
        threads = onCPU ? settings.threads : 1
        group = onCPU ? 1 : manifest.recognition.batch
        let lines = onCPU ? settings.with(threads: 1) : settings
        detector = Deferred {
            try Detector(
                engine, model: directory.file(manifest.detection.file), manifest: manifest.detection,
                settings: settings)
        }
        networks = Deferred {
            // The recogniser takes as long to load as the other two.
            let recognizer = try LineRecognizer(
                engine, directory: directory, manifest: manifest.recognition, settings: lines)
            let classifier = try manifest.classification.map { classification in
                try AngleClassifier(
                    engine, model: directory.file(classification.file), manifest: classification, settings: lines)
            }
            Heap.trim()
            return LineNetworks(classifier: classifier, recognizer: recognizer)
        }
        let isParallel = onCPU && settings.threads > 1
        if isParallel { try networks.start() }
        switch loading {
        case .behind where onCPU:
            if isParallel { try detector.start() }
        default:
            _ = try detector.value()
            _ = try networks.value()
            // What parsing the models left behind: 10 MB that would stay below everything else.
            Heap.trim()
        }
    }

    /// The lines of `picture` in reading order, without those that score below the manifest's minimum.
    ///
    /// Several threads may read with one reader at once: nothing of it changes after its init, and ONNX Runtime lets several
    /// threads run one session ("Multiple threads are allowed to run this function; hence its thread-safe", `Run` in
    /// onnxruntime/core/session/inference_session.h).
    public func read(_ picture: Picture) throws -> [TextLine] { try read(picture, times: ReadingTimes()) }

    /// The same; adds to `times` how long each stage took.
    public func read(_ picture: Picture, times: ReadingTimes) throws -> [TextLine] {
        let page = times.measure(.prepare) { Page(picture, limit: manifest.page) }
        let boxes = manifest.order.sorted(try detector.value().boxes(in: page.picture, times: times))
        guard !boxes.isEmpty else { return [] }
        let networks = try networks.value()
        let groups = LineGroup.groups(boxes, manifest.recognition, size: group)
        let read = try ParallelWork(threads: threads).map(groups.count) { index in
            let lines = times.measure(.crop) { groups[index].lines.map { page.picture.cropped(to: boxes[$0]) } }
            let upright = try networks.classifier?.upright(lines, times: times) ?? lines
            return try networks.recognizer.read(upright, width: groups[index].width, times: times)
        }
        var results = [(text: String, score: Double)](repeating: ("", 0), count: boxes.count)
        for (group, texts) in zip(groups, read) {
            for (line, result) in zip(group.lines, texts) { results[line] = result }
        }
        return zip(boxes, results).compactMap { box, result in
            guard result.score >= manifest.recognition.minimumScore else { return nil }
            return TextLine(text: result.text, score: result.score, box: page.original(box))
        }
    }

    /// Ends the profiles of all networks and counts the kernels that ran, by execution provider.
    public func endProfile() throws -> ProviderCounts {
        var counts = try detector.value().endProfile()
        let networks = try networks.value()
        counts.add(try networks.recognizer.endProfile())
        if let classifier = networks.classifier { counts.add(try classifier.endProfile()) }
        return counts
    }
}

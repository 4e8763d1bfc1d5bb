/// Reads the text in a picture: finds the lines, turns those upside down, recognises each.
public final class TextReader {
    private let manifest: OCRManifest
    private let detector: Detector
    private let classifier: AngleClassifier?
    private let recognizer: LineRecognizer

    /// Loads the networks of the model in `directory`, whose manifest must be of the kind `ocr`.
    ///
    /// Throws ``ManifestError``, ``FileError`` or ``EngineError``.
    public convenience init(_ engine: Engine, model directory: Path, settings: SessionSettings) throws {
        let manifest = try ModelManifest(in: directory)
        guard case .ocr(let kind) = manifest.kind else {
            throw ManifestError.wrongKind(manifest.path, expected: .ocr, found: manifest.kind.name)
        }
        try self.init(engine, directory: manifest.directory, manifest: kind, settings: settings)
    }

    init(_ engine: Engine, directory: Directory, manifest: OCRManifest, settings: SessionSettings) throws {
        self.manifest = manifest
        detector = try Detector(
            engine, model: directory.file(manifest.detection.file), manifest: manifest.detection, settings: settings)
        if let classification = manifest.classification {
            classifier = try AngleClassifier(
                engine, model: directory.file(classification.file), manifest: classification, settings: settings)
        } else {
            classifier = nil
        }
        recognizer = try LineRecognizer(
            engine, directory: directory, manifest: manifest.recognition, settings: settings)
    }

    /// The lines of `picture` in reading order, without those that score below the manifest's minimum.
    public func read(_ picture: Picture) throws -> [TextLine] {
        let page = Page(picture, limit: manifest.page)
        let boxes = manifest.order.sorted(try detector.boxes(in: page.picture))
        var results = [(text: String, score: Double)](repeating: ("", 0), count: boxes.count)
        // Lines of like shape share a run, so that little of it is padding.
        let ratios = boxes.map(Self.aspect)
        let order = boxes.indices.sorted { (ratios[$0], $0) < (ratios[$1], $1) }
        let batch = manifest.recognition.batch
        for start in stride(from: 0, to: order.count, by: batch) {
            let members = order[start..<min(start + batch, order.count)]
            var lines = members.map { page.picture.cropped(to: boxes[$0]) }
            if classifier != nil { lines = try upright(lines) }
            for (index, result) in zip(members, try recognizer.read(lines)) { results[index] = result }
        }
        return zip(boxes, results).compactMap { box, result in
            guard result.score >= manifest.recognition.minimumScore else { return nil }
            return TextLine(
                text: result.text, score: result.score, box: page.original(box))
        }
    }

    /// Ends the profiles of all networks and counts the kernels that ran, by execution provider.
    public func endProfile() throws -> ProviderCounts {
        var counts = try detector.endProfile()
        counts.add(try recognizer.endProfile())
        switch classifier {
        case .some(let classifier): counts.add(try classifier.endProfile())
        case .none: break
        }
        return counts
    }

    private func upright(_ lines: [Picture]) throws -> [Picture] {
        switch classifier {
        case .some(let classifier): try classifier.upright(lines)
        case .none: lines
        }
    }

    /// The width over the height of the line's crop.
    private static func aspect(_ box: Quadrilateral) -> Double {
        let size = box.cropSize
        let (width, height) = (Double(size.width), Double(size.height))
        return height / width >= 1.5 ? height / width : width / height
    }
}

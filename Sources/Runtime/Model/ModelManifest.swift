/// What a model directory says about itself in its `model.json`.
public struct ModelManifest {
    /// The name of the manifest in the directory.
    static let fileName = "model.json"
    /// The most bytes that a manifest may have.
    static let sizeLimit = 1 << 20

    /// What a model is for.
    enum Kind: Equatable, Sendable {
        case ocr(OCRManifest)
        case sentiment(SentimentManifest)

        /// The kinds by the name they have in the manifest.
        enum Name: String, CaseIterable, Sendable {
            case ocr, sentiment
        }

        var name: Name {
            switch self {
            case .ocr: .ocr
            case .sentiment: .sentiment
            }
        }
    }

    let directory: Directory
    let path: Path
    let kind: Kind

    /// Reads the manifest of the model in `directory`. Throws ``FileError`` or ``ManifestError``.
    init(in directory: Path) throws {
        self.directory = try Directory(directory)
        path = try self.directory.file(RelativeName(Self.fileName))
        kind = try Self.parse(InputFile(path).contents(limit: Self.sizeLimit), path)
    }

    /// Parses a manifest strictly: every member must be known and in its range.
    static func parse(_ bytes: [UInt8], _ path: Path) throws(ManifestError) -> Kind {
        let value: JSONValue
        do { value = try JSONParser.parse(bytes) } catch { throw .notJSON(path, reason: error.description) }
        do {
            var fields = try Fields(value)
            let name: Kind.Name = try fields.choice("kind")
            let kind: Kind =
                switch name {
                case .ocr: .ocr(try OCRManifest(&fields))
                case .sentiment: .sentiment(try SentimentManifest(&fields))
                }
            try fields.finish()
            return kind
        } catch {
            throw .badMember(path, error)
        }
    }
}

/// What a manifest of the kind `sentiment` says.
struct SentimentManifest: Equatable, Sendable {
    let name: String
    let file: RelativeName
    let tokenizer: TokenizerSettings
    /// The names of the classes, in the order of the model's output.
    let labels: [String]
}

extension SentimentManifest {
    /// Takes the members. Throws ``FieldError``.
    init(_ fields: inout Fields) throws(FieldError) {
        name = try fields.text("name")
        file = try fields.file("file")
        var tokenizer = try fields.object("tokenizer")
        self.tokenizer = try TokenizerSettings(&tokenizer)
        let elements = try fields.array("labels")
        guard (2...1000).contains(elements.count) else {
            throw .outOfRange(fields.path("labels"), value: "\(elements.count) labels", allowed: "2 to 1000")
        }
        var labels: [String] = []
        for element in elements {
            guard case .text(let label) = element else {
                throw .wrongKind(fields.path("labels"), expected: "strings", found: element.kind.rawValue)
            }
            guard !labels.contains(label) else { throw .twice(fields.path("labels"), value: label) }
            labels.append(label)
        }
        self.labels = labels
    }
}

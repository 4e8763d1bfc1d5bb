/// What the card of a model says at its beginning: licence, languages, tags.
///
/// The block between two lines of `---` is YAML; of it the three keys are read, as scalars or lists of scalars, and nothing
/// else. Anchors and aliases are refused: a reader of YAML that follows them can be made to work without an end.
/// Source: Hugging Face, "Model Cards", "Model card metadata".
struct ModelCard: Hashable {
    /// The licences, as the card writes them.
    private(set) var licenses: [String] = []
    /// The languages.
    private(set) var languages: [String] = []
    /// The tags.
    private(set) var tags: [String] = []

    /// The most bytes of a card that are read.
    static let longest = 1 << 18
    /// The most lines that the block has.
    private static let mostLines = 2000
    /// The most values of one key.
    private static let mostValues = 100

    /// Reads a card; one without a block says nothing.
    init(_ text: String) throws(ModelCardError) {
        var lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }[...]
        guard lines.first.map(ModelCard.isFence) == true else { return }
        lines.removeFirst()
        guard let end = lines.prefix(ModelCard.mostLines).firstIndex(where: ModelCard.isFence) else { throw .noEnd }
        var key: Substring?
        for (number, line) in zip(2..., lines[..<end]) {
            let content = line.drop { $0 == " " }
            if content.isEmpty || content.hasPrefix("#") { continue }
            let isItem = content == "-" || content.hasPrefix("- ")
            if line.startIndex == content.startIndex, !isItem {
                guard let colon = content.firstIndex(of: ":") else { throw .line(number) }
                key = content[..<colon]
                let value = content[content.index(after: colon)...].strippingBlanks
                if !value.isEmpty { try add(values: value, to: key, line: number) }
            } else if isItem {
                try add(scalar: content.dropFirst().strippingBlanks, to: key, line: number)
            }
            // What is indented otherwise belongs to keys that are not read.
        }
    }

    private static func isFence(_ line: Substring) -> Bool { line.strippingBlanksAtEnd == "---" }

    /// Where the values of a key go; nil for a key that is not read.
    private static func place(of key: Substring) -> WritableKeyPath<ModelCard, [String]>? {
        switch key {
        case "license": \.licenses
        case "language": \.languages
        case "tags": \.tags
        default: nil
        }
    }

    /// A scalar, or a list in brackets.
    private mutating func add(values: Substring, to key: Substring?, line: Int) throws(ModelCardError) {
        guard let key, ModelCard.place(of: key) != nil else { return }
        guard values.hasPrefix("[") else { return try add(scalar: values, to: key, line: line) }
        guard values.hasSuffix("]") else { throw .line(line) }
        for item in values.dropFirst().dropLast().split(separator: ",") {
            try add(scalar: item.strippingBlanks, to: key, line: line)
        }
    }

    private mutating func add(scalar: Substring, to key: Substring?, line: Int) throws(ModelCardError) {
        guard let key, let path = ModelCard.place(of: key) else { return }
        guard let first = scalar.first, !"&*!|>{[?%@`".contains(first) else { throw .value(String(key), line) }
        var value = scalar
        if first == "\"" || first == "'" {
            guard value.count > 1, value.last == first else { throw .value(String(key), line) }
            value = value.dropFirst().dropLast()
        } else if let comment = value.firstRange(of: " #") {
            value = value[..<comment.lowerBound].strippingBlanks
        }
        let isPlain = value.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0 != "\\" }
        guard isPlain, (1...200).contains(value.utf8.count), self[keyPath: path].count < ModelCard.mostValues else {
            throw .value(String(key), line)
        }
        self[keyPath: path].append(String(value))
    }
}

extension Substring {
    fileprivate var strippingBlanksAtEnd: Substring {
        var rest = self
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return rest
    }

    fileprivate var strippingBlanks: Substring { drop { $0 == " " || $0 == "\t" }.strippingBlanksAtEnd }
}

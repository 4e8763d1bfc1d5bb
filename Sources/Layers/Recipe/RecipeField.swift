import OCI
import SystemPackage
import Yams

/// A node of a recipe, together with its place: reads strictly and complains precisely.
struct RecipeField {
    let node: Node
    let path: String
    let file: FilePath

    /// The place of the node.
    var place: RecipeError.Place {
        RecipeError.Place(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1, path: path)
    }

    func fault(_ fault: RecipeError.Fault) -> RecipeError { .malformed(file, place, fault) }

    func invalid(_ reason: String) -> RecipeError { fault(.value(reason)) }

    /// The text of a scalar, quoted or not: `1.10` stays `1.10`.
    func string() throws(RecipeError) -> String {
        guard case .scalar(let scalar) = node else { throw mismatch("a text") }
        guard !isNull else { throw mismatch("a text") }
        return scalar.string
    }

    /// Whether the node is YAML's null, which stands for nothing.
    private var isNull: Bool {
        guard case .scalar(let scalar) = node, scalar.style == .plain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    func integer(in range: ClosedRange<Int>) throws(RecipeError) -> Int {
        let text = try string()
        guard let number = Int(text), String(number) == text, range.contains(number) else {
            throw invalid("'\(text)' is not a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func fraction() throws(RecipeError) -> Double {
        let text = try string()
        guard let number = Double(text), (0...1).contains(number) else {
            throw invalid("'\(text)' is not a number from 0 to 1")
        }
        return number
    }

    func bool() throws(RecipeError) -> Bool {
        switch try string() {
        case "true": return true
        case "false": return false
        case let text: throw invalid("'\(text)' is neither true nor false")
        }
    }

    func elements() throws(RecipeError) -> [RecipeField] {
        guard case .sequence(let sequence) = node else { throw mismatch("a list") }
        return sequence.enumerated().map { RecipeField(node: $1, path: "\(path)[\($0)]", file: file) }
    }

    func strings() throws(RecipeError) -> [String] {
        var texts: [String] = []
        for element in try elements() { texts.append(try element.string()) }
        return texts
    }

    /// Whether the node is a mapping.
    var isMapping: Bool { if case .mapping = node { true } else { false } }

    /// The node as JSON, every scalar as its text: for digests.
    var json: JSON {
        switch node {
        case .scalar(let scalar): .string(scalar.string)
        case .sequence(let sequence):
            .array(sequence.map { RecipeField(node: $0, path: path, file: file).json })
        case .mapping(let mapping):
            .object(
                Dictionary(
                    mapping.map { ($0.scalar?.string ?? "", RecipeField(node: $1, path: path, file: file).json) },
                    uniquingKeysWith: { $1 }))
        case .alias: .null
        }
    }

    /// The members of a mapping that may hold only `keys`.
    func members(_ keys: [String]) throws(RecipeError) -> RecipeMembers {
        let members = try anyMembers()
        for (key, member) in members.fields where !keys.contains(key) {
            let keyField = RecipeField(node: member.key, path: path, file: file)
            throw keyField.fault(.unknownKey(key, nearest: RecipeField.nearest(to: key, among: keys)))
        }
        return members
    }

    /// The members of a mapping whose keys are the author's.
    func anyMembers() throws(RecipeError) -> RecipeMembers {
        guard case .mapping(let mapping) = node else { throw mismatch("a mapping") }
        var fields: [(String, RecipeMembers.Member)] = []
        for (key, value) in mapping {
            guard case .scalar(let scalar) = key else {
                throw RecipeField(node: key, path: path, file: file).mismatch("a text as key")
            }
            let inner = path.isEmpty ? scalar.string : "\(path).\(scalar.string)"
            let field = RecipeField(node: value, path: inner, file: file)
            fields.append((scalar.string, RecipeMembers.Member(key: key, field: field)))
        }
        return RecipeMembers(owner: self, fields: fields)
    }

    private func mismatch(_ expected: String) -> RecipeError {
        let found =
            switch node {
            case .scalar(let scalar): isNull ? "nothing" : "the text '\(scalar.string.prefix(60))'"
            case .mapping: "a mapping"
            case .sequence: "a list"
            case .alias: "an alias"
            }
        return fault(.kind(expected: expected, found: found))
    }

    /// The known key that a misspelt one most probably means: at most two edits away.
    private static func nearest(to key: String, among keys: [String]) -> String? {
        let ranked = keys.map { (EditDistance.between(Array(key.utf8), Array($0.utf8)), $0) }
        return ranked.filter { $0.0 <= 2 }.min { $0.0 < $1.0 }?.1
    }
}

/// The members of a mapping, in the order of the file.
struct RecipeMembers {
    struct Member {
        let key: Node
        let field: RecipeField
    }

    let owner: RecipeField
    let fields: [(String, Member)]

    func optional(_ key: String) -> RecipeField? { fields.first { $0.0 == key }?.1.field }

    func required(_ key: String) throws(RecipeError) -> RecipeField {
        guard let field = optional(key) else { throw owner.fault(.missingKey(key)) }
        return field
    }
}

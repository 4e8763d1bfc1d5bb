import CJansson

extension JSON {
    /// Reads one JSON text, strictly: no duplicate key, no trailing bytes, valid UTF-8, no NUL, integers that fit 64 bits,
    /// a size and a depth within `limits`.
    ///
    /// The corresponding C function is `json_loadb`.
    public init(parsing bytes: [UInt8], limits: JSONLimits = .document) throws(JSONError) {
        guard bytes.count <= limits.bytes else { throw .tooLarge(bytes: bytes.count, limit: limits.bytes) }
        let tree = try JanssonTree(parsing: bytes)
        self = try tree.value(limits: limits)
    }
}

/// The owner of a parsed jansson tree.
private struct JanssonTree: ~Copyable {
    private let root: UnsafeMutablePointer<json_t>

    init(parsing bytes: [UInt8]) throws(JSONError) {
        var error = json_error_t()
        let flags = Int(JSON_REJECT_DUPLICATES) | Int(JSON_DECODE_ANY)
        let root = bytes.withUnsafeBytes { buffer in
            json_loadb(buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count, flags, &error)
        }
        guard let root else { throw JanssonTree.failure(error) }
        self.init(owning: root)
    }

    private init(owning root: UnsafeMutablePointer<json_t>) { self.root = root }

    deinit { imagesmith_json_decref(root) }

    func value(limits: JSONLimits) throws(JSONError) -> JSON {
        try JanssonTree.convert(root, depth: limits.depth, limits: limits)
    }

    private static func failure(_ error: json_error_t) -> JSONError {
        var error = error
        let code = json_error_code(&error)
        let text = withUnsafeBytes(of: error.text) { raw in
            String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
        }
        let (line, column) = (Int(error.line), Int(error.column))
        return switch code {
        case json_error_duplicate_key: .duplicateKey(line: line, column: column, message: text)
        case json_error_stack_overflow: .tooDeep(limit: 2048)
        default: .syntax(line: line, column: column, message: text)
        }
    }

    private static func convert(
        _ node: UnsafeMutablePointer<json_t>, depth: Int, limits: JSONLimits
    ) throws(JSONError) -> JSON {
        switch node.pointee.type {
        case JSON_NULL: return .null
        case JSON_TRUE: return .bool(true)
        case JSON_FALSE: return .bool(false)
        case JSON_INTEGER: return .integer(Int64(json_integer_value(node)))
        case JSON_REAL: return .real(json_real_value(node))
        case JSON_STRING: return .string(String(cString: json_string_value(node)))
        case JSON_ARRAY:
            guard depth > 0 else { throw .tooDeep(limit: limits.depth) }
            var elements: [JSON] = []
            for index in 0..<json_array_size(node) {
                guard let element = json_array_get(node, index) else { continue }
                elements.append(try convert(element, depth: depth - 1, limits: limits))
            }
            return .array(elements)
        default:
            guard depth > 0 else { throw .tooDeep(limit: limits.depth) }
            var members: [String: JSON] = [:]
            var iterator = json_object_iter(node)
            while let current = iterator {
                if let key = json_object_iter_key(current), let member = json_object_iter_value(current) {
                    let value = try convert(member, depth: depth - 1, limits: limits)
                    let name = String(cString: key)
                    // Swift takes two spellings of one Unicode text for the same key; the bytes, and jansson, do not.
                    guard members.updateValue(value, forKey: name) == nil else {
                        throw .value(path: name, reason: "the key stands twice, in two Unicode spellings")
                    }
                }
                iterator = json_object_iter_next(node, current)
            }
            return .object(members)
        }
    }
}

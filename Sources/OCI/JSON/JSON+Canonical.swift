import CJansson
import Glibc

extension JSON {
    /// The one form in which imagesmith writes JSON: compact, keys sorted by bytes, UTF-8 as it is, no final newline.
    ///
    /// The corresponding C function is `json_dumps` with `JSON_SORT_KEYS` and `JSON_COMPACT`.
    public func canonical() -> [UInt8] { dump(flags: Int(JSON_COMPACT) | Int(JSON_SORT_KEYS) | Int(JSON_ENCODE_ANY)) }

    /// The same order with two blanks of indentation and a final newline: for files that people read and diff.
    public func indented() -> [UInt8] {
        // JSON_INDENT(2) is a macro that Swift does not see: the low five bits are the width.
        dump(flags: 2 | Int(JSON_SORT_KEYS) | Int(JSON_ENCODE_ANY)) + [10]
    }

    private func dump(flags: Int) -> [UInt8] {
        let tree = makeTree()
        defer { imagesmith_json_decref(tree) }
        guard let text = json_dumps(tree, flags) else { preconditionFailure("jansson refused to print a JSON value") }
        defer { free(text) }
        return Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }

    private func makeTree() -> UnsafeMutablePointer<json_t> {
        let node: UnsafeMutablePointer<json_t>?
        switch self {
        case .null: node = json_null()
        case .bool(let value): node = value ? json_true() : json_false()
        case .integer(let value): node = json_integer(json_int_t(value))
        case .real(let value): node = json_real(value)
        case .string(let value):
            // With its length: as a C string it would end at its first NUL.
            node = value.utf8CString.withUnsafeBufferPointer { json_stringn($0.baseAddress, $0.count - 1) }
        case .array(let elements):
            node = json_array()
            for element in elements { json_array_append_new(node, element.makeTree()) }
        case .object(let members):
            node = json_object()
            for (key, value) in members {
                let member = value.makeTree()
                _ = key.utf8CString.withUnsafeBufferPointer { bytes in
                    json_object_setn_new(node, bytes.baseAddress, bytes.count - 1, member)
                }
            }
        }
        // nil means no memory or a number that is not finite: parsing lets none in.
        guard let node else { preconditionFailure("jansson cannot hold \(kind)") }
        return node
    }
}

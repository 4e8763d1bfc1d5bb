import OCI
import Testing

struct JSONParseTests {
    @Test func `reads every kind of value`() throws {
        let text = #"{"a":[null,true,false,0,-9223372036854775808,9223372036854775807,1.5,"é\n/\u00e9"],"":{}}"#
        let expected: JSON = [
            "a": [.null, true, false, 0, .integer(.min), .integer(.max), .real(1.5), "é\n/é"], "": [:],
        ]
        #expect(try JSON(parsing: Array(text.utf8)) == expected)
    }

    @Test(arguments: [
        ("0", JSON.integer(0)), ("-0", .integer(0)), ("1e2", .real(100)), ("\"\"", .string("")), ("null", .null),
        (" [] \n", .array([])),
    ])
    func `reads a value that is no object`(text: String, expected: JSON) throws {
        #expect(try JSON(parsing: Array(text.utf8)) == expected)
    }

    @Test func `names the line and the column of a key that stands twice`() {
        let text = "{\n  \"a\": 1,\n  \"b\": {\"c\": 1, \"c\": 2}\n}"
        let error = #expect(throws: JSONError.self) { try JSON(parsing: Array(text.utf8)) }
        #expect(error == .duplicateKey(line: 3, column: 19, message: "duplicate object key near '\"c\"'"))
        #expect(error?.description == "line 3, column 19: duplicate object key near '\"c\"'")
    }

    @Test func `refuses a key that stands twice in two spellings of Unicode`() {
        // é as one scalar, and as e with an accent: two keys to jansson, one to a dictionary of Swift.
        let text = "{\"\u{e9}\": 1, \"e\u{301}\": 2}"
        let error = #expect(throws: JSONError.self) { try JSON(parsing: Array(text.utf8)) }
        guard case .value(_, "the key stands twice, in two Unicode spellings") = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: [
        ("{\"a\": 1} x", 1, 10, "end of file expected near 'x'"),
        ("{}{}", 1, 3, "end of file expected near '{'"),
        ("{\"a\": 1,}", 1, 9, "string or '}' expected near '}'"),
        ("[1, 2", 1, 5, "']' expected near end of file"),
        ("{\"a\" 1}", 1, 6, "':' expected near '1'"),
        ("[01]", 1, 2, "invalid token near '0'"),
        ("[NaN]", 1, 4, "invalid token near 'NaN'"),
        ("['a']", 1, 2, "invalid token near '''"),
        ("[1] // note", 1, 5, "end of file expected near '/'"),
        ("\u{feff}{}", 1, 1, "invalid token near '\u{feff}'"),
        ("[\"a\nb\"]", 1, 3, "unexpected newline near '\"a'"),
        ("[\"\\x\"]", 1, 4, "invalid escape near '\"\\x'"),
        ("[\"\\ud800\"]", 1, 9, "invalid Unicode '\\uD800' near '\"\\ud800\"'"),
        ("[9223372036854775808]", 1, 20, "too big integer near '9223372036854775808'"),
        ("[-9223372036854775809]", 1, 21, "too big negative integer near '-9223372036854775809'"),
        ("[1e400]", 1, 6, "real number overflow near '1e400'"),
    ])
    func `refuses malformed text`(text: String, line: Int, column: Int, message: String) {
        #expect(throws: JSONError.syntax(line: line, column: column, message: message)) {
            try JSON(parsing: Array(text.utf8))
        }
    }

    @Test(
        arguments: [
            [], [0x20], [0x22, 0x61], [0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22],
            [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22], [0x22, 0xc3, 0x22], [0x22, 0x00, 0x22], [0x7b, 0x7d, 0x00], [0x00],
            Array(#""a\u0000b""#.utf8), Array(#"{"a\u0000b":1}"#.utf8),
        ] as [[UInt8]])
    func `refuses nothing, half a text, what is not UTF-8, and NUL`(bytes: [UInt8]) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: bytes) }
        guard case .syntax = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `keeps its limits of size and depth`() throws {
        let deep = { (depth: Int) in
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(throws: Never.self) { try JSON(parsing: deep(32)) }
        #expect(throws: JSONError.tooDeep(limit: 32)) { try JSON(parsing: deep(33)) }
        #expect(throws: JSONError.tooDeep(limit: 32)) { try JSON(parsing: deep(2_000)) }
        #expect(throws: JSONError.tooDeep(limit: 2048)) { try JSON(parsing: deep(1_000_000)) }
        let nested = Array((String(repeating: "{\"a\":", count: 33) + "1" + String(repeating: "}", count: 33)).utf8)
        #expect(throws: JSONError.tooDeep(limit: 32)) { try JSON(parsing: nested) }
        let limits = JSONLimits(bytes: 4, depth: 1)
        #expect(throws: Never.self) { try JSON(parsing: Array("[12]".utf8), limits: limits) }
        #expect(throws: JSONError.tooLarge(bytes: 5, limit: 4)) {
            try JSON(parsing: Array("[123]".utf8), limits: limits)
        }
        #expect(throws: JSONError.tooDeep(limit: 1)) { try JSON(parsing: Array("[[]]".utf8), limits: limits) }
    }

    @Test func `names the place of what is wrong`() throws {
        let json: JSON = ["a": [["b": 1], ["b": "x"]], "n": .null]
        let root = try JSONField(json).object()
        let elements = try root.required("a").elements()
        #expect(try elements[0].object().required("b").integer() == 1)
        #expect(throws: JSONError.kind(path: "a[1].b", expected: "an integer", found: "a string")) {
            try elements[1].object().required("b").integer()
        }
        #expect(throws: JSONError.missing(path: "a[1].c")) { try elements[1].object().required("c") }
        #expect(throws: JSONError.kind(path: "n", expected: "a string", found: "null")) {
            try root.optional("n")?.string()
        }
        #expect(throws: JSONError.kind(path: "the document", expected: "an object", found: "an array")) {
            try JSONField([]).object()
        }
        #expect(throws: JSONError.unknownKey(path: "a")) { try root.refuseOthers(than: []) }
        let sentences = [
            JSONError.kind(path: "a[1].b", expected: "an integer", found: "a string").description,
            JSONError.missing(path: "a[1].c").description, JSONError.unknownKey(path: "a").description,
            JSONError.tooDeep(limit: 3).description, JSONError.tooLarge(bytes: 5, limit: 4).description,
        ]
        #expect(
            sentences == [
                "'a[1].b' is a string, not an integer", "'a[1].c' is missing", "'a' is not a known key",
                "the JSON text nests deeper than 3 levels", "the JSON text has 5 bytes, more than the 4 that are read",
            ])
    }
}

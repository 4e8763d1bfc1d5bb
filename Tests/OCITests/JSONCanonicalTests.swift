import OCI
import TestSupport
import Testing

struct JSONCanonicalTests {
    @Test func `is compact, sorted by bytes and leaves slashes and UTF-8 alone`() throws {
        let json: JSON = [
            "b/c": "/slash/", "a": [1, .null, true, ["z": 0, "Z": 1, "é": 2, "🙂": 3, "\u{ffff}": 4]],
            "": "\t\"\\é🙂\u{7f}",
        ]
        let expected =
            #"{"":"\t\"\\é🙂"# + "\u{7f}" + #"","a":[1,null,true,{"Z":1,"z":0,"é":2,""# + "\u{ffff}"
            + #"":4,"🙂":3}],"b/c":"/slash/"}"#
        #expect(String(decoding: json.canonical(), as: UTF8.self) == expected)
        #expect(try JSON(parsing: json.canonical()) == json)
    }

    @Test(arguments: [
        #"{"b": 1, "a": 2, "aa": 3, "B": 4, "10": 5, "9": 6}"#,
        #"{"é": 1, "e": 2, "z": 3, "日本": 4, "😀": 5, "￿": 6}"#,
        #"[{"x": {"c": [1, 2, {"b": [], "a": {}}]}}, "/a/b", "\t\r\n\b\f", "\u0001\u0007", true, false, null, -1]"#,
        #"["\"quoted\"", "back\\slash", "\u00e9\u4e2d\ud83d\ude00", 9223372036854775807, ""]"#,
        #"{"annotations":{"org.opencontainers.image.ref.name":"x:1","a.b/c":"d"},"size":12,"schemaVersion":2}"#,
    ])
    func `is what Python writes`(text: String) async throws {
        let program = """
            import json, sys
            value = json.loads(sys.stdin.buffer.read())
            text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            sys.stdout.buffer.write(text.encode())
            """
        let judged = try await Tool("python3")("-c", program, input: Array(text.utf8))
        let ours = try JSON(parsing: Array(text.utf8)).canonical()
        #expect(String(decoding: ours, as: UTF8.self) == String(decoding: judged, as: UTF8.self))
    }

    @Test func `stays as it is however often it is read and written`() throws {
        let reals: JSON = [
            .real(0.1), .real(1), .real(-1.5e300), .real(.leastNormalMagnitude), .integer(.min), "\u{1}\u{1f}",
        ]
        let once = reals.canonical()
        #expect(try JSON(parsing: once) == reals)
        #expect(try JSON(parsing: once).canonical() == once)
    }

    @Test func `does not cut a text at a NUL`() {
        let json: JSON = ["a\u{0}b": "c\u{0}d"]
        #expect(String(decoding: json.canonical(), as: UTF8.self) == #"{"a\u0000b":"c\u0000d"}"#)
    }

    @Test func `has a form for people with the same order`() throws {
        let json: JSON = ["b": [1, ["c": 2]], "a": [:]]
        let expected = """
            {
              "a": {},
              "b": [
                1,
                {
                  "c": 2
                }
              ]
            }

            """
        #expect(String(decoding: json.indented(), as: UTF8.self) == expected)
        #expect(try JSON(parsing: json.indented()) == json)
    }
}

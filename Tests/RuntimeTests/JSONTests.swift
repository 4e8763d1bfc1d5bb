import Testing

@testable import ModelRuntime

struct JSONTests {
    @Test
    func `reads every kind of value and keeps the order of members`() throws {
        let text = #" {"b":[null,true,false],"a":{"n":-12,"x":1.5e2,"z":0},"s":"\u4f60\ud83d\ude00\n\"\\\/"} "#
        #expect(
            try JSONParser.parse(Array(text.utf8))
                == .object([
                    .init("b", .array([.null, .boolean(true), .boolean(false)])),
                    .init(
                        "a",
                        .object([.init("n", .integer(-12)), .init("x", .number(150)), .init("z", .integer(0))])),
                    .init("s", .text("你😀\n\"\\/")),
                ]))
    }

    @Test(arguments: [
        ("", JSONError.unexpectedEnd),
        ("{", .unexpectedEnd),
        ("[1,]", .unexpectedByte(0x5D, offset: 3)),
        ("[1 2]", .unexpectedByte(0x32, offset: 3)),
        ("{\"a\":1,}", .unexpectedByte(0x7D, offset: 7)),
        ("1 1", .trailingData(offset: 2)),
        ("{\"a\":1,\"a\":2}", .duplicateName("a", offset: 7)),
        ("01", .badNumber(offset: 0)),
        ("-", .badNumber(offset: 0)),
        ("1.", .badNumber(offset: 0)),
        ("1e", .badNumber(offset: 0)),
        ("1e999", .badNumber(offset: 0)),
        ("\"\u{1}\"", .badString(offset: 0)),
        (#""\x""#, .badString(offset: 0)),
        (#""\ud800""#, .badString(offset: 0)),
        (#""\udc00""#, .badString(offset: 0)),
        ("nul", .unexpectedEnd),
        ("NaN", .unexpectedByte(0x4E, offset: 0)),
    ])
    func `refuses what is not JSON`(text: String, error: JSONError) {
        #expect(throws: error) { try JSONParser.parse(Array(text.utf8)) }
    }

    @Test
    func `refuses bytes that are not UTF-8`() {
        #expect(throws: JSONError.badString(offset: 0)) { try JSONParser.parse([0x22, 0xC3, 0x28, 0x22]) }
    }

    @Test
    func `refuses to nest without end`() {
        let text = Array(repeating: UInt8(ascii: "["), count: 100_000)
        #expect(throws: JSONError.tooDeep(offset: 33)) { try JSONParser.parse(text) }
    }

    @Test
    func `writes what it reads`() throws {
        let text = #"{"a":[1,0.25,null,true],"b":"\"\\\n\u0001你"}"#
        #expect(try JSONParser.parse(Array(text.utf8)).serialized == text)
    }
}

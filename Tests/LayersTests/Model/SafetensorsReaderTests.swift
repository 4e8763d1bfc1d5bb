import Archive
import Glibc
@testable import Layers
import OCI
import SystemPackage
import TestSupport
import Testing

struct SafetensorsReaderTests {
    private static func file(_ header: String, data: Int, length: UInt64? = nil) -> [UInt8] {
        let value = length ?? UInt64(header.utf8.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } + Array(header.utf8)
            + [UInt8](repeating: 3, count: data)
    }

    private static func tensor(_ type: String, _ shape: String, _ begin: Int, _ end: Int) -> String {
        #"{"dtype":"\#(type)","shape":[\#(shape)],"data_offsets":[\#(begin),\#(end)]}"#
    }

    private static let header =
        #"{"__metadata__":{"format":"pt"},"b":\#(tensor("F16", "2,3", 8, 20)),"a":\#(tensor("I64", "", 0, 8)),"#
        + #""none":\#(tensor("F32", "0", 8, 8)),"c":\#(tensor("F4", "2,2", 20, 22))}  "#
    private static let sound = file(header, data: 22)

    @Test func `reads a header, and nothing of the data`() throws {
        let expected = ModelFacts(format: .safetensors, tensors: 4, parameters: 6 + 1 + 0 + 4)
        let name = try TarPath("M.SafeTensors")
        for parts in [1, 7, 1 << 20] {
            #expect(try ModelFile.inspect(ModelFile("M.SafeTensors", Self.sound, parts: parts)) == [name: expected])
        }
        // Twelve exabytes are never read: the file is one that has only a size.
        try withTemporaryDirectory { directory in
            let path = directory.appending("big.safetensors")
            let size = 1 << 40
            let header = Self.file(#"{"w":\#(Self.tensor("U8", "\(size)", 0, size))}"#, data: 0)
            try path.replace(with: header)
            try #require(path.withPlatformString { truncate($0, header.count + size) } == 0)
            let facts = try ModelFile.inspect(try ModelFile("big.safetensors", at: path))
            #expect(facts.values.first?.parameters == Int64(size))
        }
    }

    @Test func `an empty model is sound`() throws {
        #expect(try ModelFile.fault("m.safetensors", Self.file("{}", data: 0)) == nil)
    }

    /// Lies, each with a part of what is said of it.
    private static let lies: [(what: String, bytes: [UInt8], words: String)] = [
        ("nothing", [], "8 bytes are announced, but the file has 0"),
        ("half a length", [1, 0, 0], "8 bytes are announced, but the file has 3"),
        ("no header", file("", data: 8), "the header is missing"),
        ("an absurd header", file("{}", data: 0, length: .max), "a header of 18446744073709551615 bytes"),
        ("a long header", file("{}", data: 0, length: 100_000_001), "at most 100000000 are read"),
        ("a header beyond the file", file("{}", data: 0, length: 3), "11 bytes are announced, but the file has 10"),
        ("no object", file("[]", data: 0), "does not begin with '{'"),
        ("a blank before", file(" {}", data: 0), "does not begin with '{'"),
        ("half an object", file("{", data: 0), "the header is malformed"),
        (
            "a key that stands twice",
            file(#"{"a":\#(tensor("U8", "1", 0, 1)),"a":\#(tensor("U8", "1", 0, 1))}"#, data: 1), "duplicate object key"
        ),
        (
            "a type that is not known", file(#"{"a":\#(tensor("F7", "1", 0, 1))}"#, data: 1),
            "the element type 'F7' is not known"
        ),
        ("no type", file(#"{"a":{"shape":[],"data_offsets":[0,1]}}"#, data: 1), "'a.dtype' is missing"),
        (
            "a size that does not fit", file(#"{"a":\#(tensor("F32", "2", 0, 4))}"#, data: 4),
            "4 bytes are there where the shape and the type need 8"
        ),
        ("half a byte", file(#"{"a":\#(tensor("F4", "3", 0, 2))}"#, data: 2), "2 bytes are there"),
        ("a negative dimension", file(#"{"a":\#(tensor("U8", "-1", 0, 1))}"#, data: 1), "the shape is impossible"),
        (
            "an endless shape", file(#"{"a":\#(tensor("U8", "9223372036854775807,2", 0, 1))}"#, data: 1),
            "the shape is impossible"
        ),
        ("an endless size", file(#"{"a":\#(tensor("F64", "9223372036854775807", 0, 1))}"#, data: 1), "need more"),
        ("a range backwards", file(#"{"a":\#(tensor("U8", "1", 1, 0))}"#, data: 1), "[1, 0] is no range"),
        (
            "a range of one", file(#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}}"#, data: 1),
            "two numbers are wanted"
        ),
        (
            "an overlap", file(#"{"a":\#(tensor("U8", "2", 0, 2)),"b":\#(tensor("U8", "2", 1, 3))}"#, data: 3),
            "before the tensor below it ends at 2"
        ),
        (
            "the same bytes twice",
            file(#"{"a":\#(tensor("U8", "2", 0, 2)),"b":\#(tensor("U8", "2", 0, 2))}"#, data: 2),
            "before the tensor below it ends at 2"
        ),
        (
            "a hole", file(#"{"a":\#(tensor("U8", "1", 0, 1)),"b":\#(tensor("U8", "1", 2, 3))}"#, data: 3),
            "belong to no tensor"
        ),
        ("a hole at the begin", file(#"{"a":\#(tensor("U8", "1", 1, 2))}"#, data: 2), "belong to no tensor"),
        ("data cut off", file(#"{"a":\#(tensor("U8", "9", 0, 9))}"#, data: 8), "bytes are announced, but the file has"),
        ("data too long", file(#"{"a":\#(tensor("U8", "1", 0, 1))}"#, data: 2), "belong to no tensor"),
        ("metadata of numbers", file(#"{"__metadata__":{"a":1}}"#, data: 0), "not a string"),
        (
            "an offset beyond all numbers",
            file(#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,99999999999999999999]}}"#, data: 1), "too big"
        ),
        (
            "deep nesting",
            file(String(repeating: #"{"a":"#, count: 50) + "1" + String(repeating: "}", count: 50), data: 0), "deeper"
        ),
        ("bytes behind the object", file("{}x", data: 0), "the header is malformed"),
    ]

    @Test(arguments: lies.indices)
    func `a header that lies is refused`(index: Int) throws {
        let (what, bytes, words) = Self.lies[index]
        for parts in [1, 1 << 20] {
            let fault = try ModelFile.fault("m.safetensors", bytes, parts: parts)
            #expect(fault?.description.contains(words) == true, "\(what): \(String(describing: fault))")
        }
    }

    @Test func `an error names the file, the place and the next step`() throws {
        let bytes = Self.file(#"{"a":\#(Self.tensor("U8", "1", 0, 1))}"#, data: 2)
        let error = #expect(throws: ModelFormatError.self) { try ModelFile.inspect(ModelFile("m.safetensors", bytes)) }
        #expect(
            error?.description
                == "the model file m.safetensors is no sound safetensors file: at byte 62, in the data, the bytes from 62 to 63 "
                + "belong to no tensor; fetch it anew, or save it anew with the tool that made it")
    }

    @Test func `two thousand damaged files get one verdict each, in one part and byte by byte`() throws {
        var numbers = SeededNumbers(2)
        for _ in 0..<2000 {
            var bytes = Self.sound
            for _ in 0..<Int.random(in: 1...3, using: &numbers) {
                let place = Int.random(in: 0..<bytes.count, using: &numbers)
                switch Int.random(in: 0...2, using: &numbers) {
                case 0: bytes[place] ^= UInt8.random(in: 1...255, using: &numbers)
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: 0...255, using: &numbers), at: place)
                }
            }
            let whole = try ModelFile.fault("m.safetensors", bytes)
            #expect(try ModelFile.fault("m.safetensors", bytes, parts: 1) == whole)
        }
        for length in 0..<Self.sound.count {
            #expect(try ModelFile.fault("m.safetensors", Array(Self.sound[..<length])) != nil)
        }
    }
}

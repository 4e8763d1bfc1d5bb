import Archive
@testable import Layers
import OCI
import SystemPackage
import TestSupport
import Testing

struct OnnxReaderTests {
    private typealias O = ONNXBytes

    private static let root = FilePath(#filePath).removingLastComponent().removingLastComponent()
        .removingLastComponent().removingLastComponent()

    private static let weights = O.tensor("w", [2, 3], type: 1, O.bytes(9, [UInt8](repeating: 7, count: 24)))

    /// A sound model with a tensor in every way of keeping one.
    private static let sound = O.model([
        weights, O.tensor("scalar", [], type: 7, O.number(7, -5)),
        O.tensor("packed", [3], type: 6, O.bytes(5, O.varint(1) + O.varint(300) + O.varint(7))),
        O.tensor("floats", [2], type: 1, O.bytes(4, [UInt8](repeating: 0, count: 8))),
        O.tensor("words", [2], type: 8, O.text(6, "a") + O.text(6, "")),
        O.tensor("nibbles", [3], type: 22, O.bytes(9, [1, 2])), O.tensor("none", [0, 4], type: 1, []),
        O.tensor("complex", [1], type: 15, O.bytes(10, [UInt8](repeating: 0, count: 16))),
    ])

    @Test func `reads the sentiment model that is shipped here`() throws {
        let path = Self.root.appending("recipes/models/sentiment/model.onnx")
        let facts = try ModelFile.inspect(try ModelFile("model.onnx", at: path))[TarPath("model.onnx")]
        #expect(facts?.opset == 17 && facts?.external == [])
        // 6.9 MB of 32-bit floats.
        #expect(try #require(facts).parameters > 1_700_000 && #require(facts).parameters < 1_724_000)
        // In parts of any size it says the same, also where nothing can be passed over.
        let bytes = try path.read(limit: 1 << 24)
        for parts in [1009, 1 << 16] {
            #expect(
                try ModelFile.inspect(ModelFile("model.onnx", bytes, parts: parts))[TarPath("model.onnx")] == facts)
        }
        // Cut anywhere it is refused.
        for length in stride(from: 0, to: bytes.count, by: 99_991) {
            #expect(try ModelFile.fault("model.onnx", Array(bytes[..<length])) != nil, "\(length)")
        }
    }

    @Test func `counts tensors and their elements`() throws {
        let facts = try ModelFile.inspect(ModelFile("m.onnx", Self.sound, parts: 1))[TarPath("m.onnx")]
        #expect(facts == ModelFacts(format: .onnx, tensors: 8, parameters: 6 + 1 + 3 + 2 + 2 + 3 + 0 + 1, opset: 17))
    }

    /// Lies, each with what is found.
    private static let lies: [(what: String, bytes: [UInt8], reason: ModelFault.Reason)] = [
        ("nothing", [], .missing("ir_version")),
        ("no version", O.model(graph: O.text(2, "g"), version: []), .missing("ir_version")),
        ("no graph", O.number(1, 8) + O.bytes(8, O.number(2, 17)), .missing("graph")),
        ("no operators", O.number(1, 8) + O.bytes(7, []), .missing("opset_import")),
        ("a version of nothing", O.model(graph: [], opset: 0), .missing("a positive opset version")),
        ("two graphs", O.model(graph: []) + O.bytes(7, []), .twice("graph")),
        ("two versions", O.model(graph: []) + O.number(1, 9), .twice("ir_version")),
        (
            "two sets", O.model(graph: []) + O.bytes(8, O.text(1, "ai.onnx") + O.number(2, 1)),
            .twice("opset_import 'ai.onnx'")
        ),
        ("two names", O.model([weights, weights]), .twice("the initializer 'w'")),
        ("no name", O.model([O.number(1, 0) + O.number(2, 1)]), .missing("an initializer's name")),
        ("short data", O.model([O.tensor("w", [2, 3], type: 1, O.bytes(9, [1]))]), .dataSize(expected: 24, actual: 1)),
        ("no data", O.model([O.tensor("w", [2], type: 1, [])]), .dataSize(expected: 2, actual: 0)),
        (
            "too many numbers", O.model([O.tensor("w", [1], type: 7, O.number(7, 1) + O.number(7, 2))]),
            .dataSize(expected: 1, actual: 2)
        ),
        (
            "data for nothing", O.model([O.tensor("w", [0], type: 1, O.bytes(9, [1]))]),
            .dataSize(expected: 0, actual: 1)
        ),
        (
            "two kinds of data",
            O.model([O.tensor("w", [1], type: 7, O.number(7, 1) + O.bytes(9, [UInt8](repeating: 0, count: 8)))]),
            .storage("raw_data")
        ),
        ("the wrong data", O.model([O.tensor("w", [1], type: 1, O.number(7, 1))]), .storage("int64_data")),
        ("raw texts", O.model([O.tensor("w", [1], type: 8, O.bytes(9, [1]))]), .storage("raw_data")),
        (
            "half a float", O.model([O.tensor("w", [1], type: 1, O.bytes(4, [1, 2, 3]))]),
            .dataSize(expected: 0, actual: 3)
        ),
        ("an unknown type", O.model([O.tensor("w", [1], type: 99, [])]), .elementType("99")),
        ("no type", O.model([O.tensor("w", [1], type: 0, [])]), .elementType("0")),
        ("a negative shape", O.model([O.tensor("w", [-1], type: 1, [])]), .shape([-1])),
        ("an endless shape", O.model([O.tensor("w", [.max, 3], type: 1, [])]), .shape([.max, 3])),
        ("a shape of too many bytes", O.model([O.tensor("w", [.max], type: 1, O.bytes(9, []))]), .shape([.max])),
        ("segments", O.model([O.tensor("w", [1], type: 1, O.bytes(3, []))]), .storage("segment")),
        ("a length beyond the file", O.number(1, 8) + [0x3A, 0x7F], .beyondParent(length: 127, end: 4)),
        ("an absurd length", O.number(1, 8) + [0x3A] + O.varint(.max), .beyondParent(length: .max, end: 13)),
        (
            "a length beyond its graph", O.number(1, 8) + O.bytes(7, [0x2A, 0x05]) + O.bytes(8, O.number(2, 1)),
            .beyondParent(length: 5, end: 6)
        ),
        ("a number beyond its graph", O.number(1, 8) + O.bytes(7, [0x80]) + O.bytes(8, O.number(2, 1)), .varint),
        ("a number of eleven bytes", [0x08] + [UInt8](repeating: 0xFF, count: 10) + [1], .varint),
        ("a packed number beyond its field", O.model([O.tensor("w", [1], type: 7, O.bytes(7, [0x80]))]), .varint),
        ("field nought", [0x00, 0x00], .field(0, wire: 0)), ("a group", [0x0B], .field(1, wire: 3)),
        ("a graph as a number", O.number(7, 1), .field(7, wire: 0)),
        ("a version as a text", O.text(1, "8"), .field(1, wire: 2)),
        (
            "a name without an end", O.model([O.bytes(8, [UInt8](repeating: 0x61, count: 65537))]),
            .textLength(65537, limit: 65536)
        ),
        (
            "external without a place", O.model([O.tensor("w", [1], type: 1, O.number(14, 1))]),
            .externalData("location", "missing")
        ),
        (
            "external twice",
            O.model([O.tensor("w", [1], type: 1, O.external([("location", "a"), ("location", "b")]))]),
            .twice("external_data 'location'")
        ),
        (
            "external before the begin",
            O.model([O.tensor("w", [1], type: 1, O.external([("location", "a"), ("offset", "-1")]))]),
            .externalData("offset", "-1")
        ),
        (
            "external of another size",
            O.model([O.tensor("w", [1], type: 1, O.external([("location", "a"), ("length", "5")]))]),
            .dataSize(expected: 4, actual: 5)
        ),
        (
            "external and here",
            O.model([O.tensor("w", [1], type: 1, O.external([("location", "a")]) + O.bytes(9, [0, 0, 0, 0]))]),
            .storage("external_data")
        ),
        ("elsewhere", O.model([O.tensor("w", [1], type: 1, O.number(14, 2))]), .externalData("data_location", "2")),
    ]

    @Test(arguments: lies.indices)
    func `a model that lies is refused, whatever the parts it comes in`(index: Int) throws {
        let (what, bytes, reason) = Self.lies[index]
        for parts in [1, 3, 1 << 20] {
            #expect(try ModelFile.fault("m.onnx", bytes, parts: parts)?.reason == reason, "\(what)")
        }
    }

    @Test func `graphs in graphs are read up to a depth`() throws {
        func nested(_ depth: Int) -> [UInt8] {
            // graph { node { attribute { g: graph } } }
            let inner = (0..<depth).reduce([UInt8]()) { graph, _ in O.bytes(1, O.bytes(5, O.bytes(6, graph))) }
            return O.model(graph: inner)
        }
        #expect(try ModelFile.fault("m.onnx", nested(32)) == nil)
        #expect(try ModelFile.fault("m.onnx", nested(33))?.reason == .tooDeep(100))
        #expect(try ModelFile.fault("m.onnx", nested(2000))?.reason == .tooDeep(100))
    }

    @Test func `data in another file must lie in one of the model's files`() throws {
        func model(_ location: String, offset: String = "0") -> ModelFile {
            let tensor = O.tensor("w", [2], type: 1, O.external([("location", location), ("offset", offset)]))
            return ModelFile("sub/m.onnx", O.model([tensor]))
        }
        let data = ModelFile("sub/w.bin", [UInt8](repeating: 1, count: 12))
        for location in ["w.bin", "./w.bin"] {
            #expect(try ModelFile.inspect(model(location, offset: "4"), data).count == 1)
        }
        let name = try TarPath("sub/m.onnx")
        for location in ["../w.bin", "/sub/w.bin", "a/../w.bin", "", ".", "a//b", "w\0"] {
            #expect(throws: (any Error).self, "\(location)") { try ModelFile.inspect(model(location), data) }
        }
        #expect(throws: ModelFormatError.externalPath(name, tensor: "w", location: "../w.bin")) {
            try ModelFile.inspect(model("../w.bin"), data)
        }
        #expect(throws: ModelFormatError.externalMissing(name, tensor: "w", file: try TarPath("sub/x"))) {
            try ModelFile.inspect(model("x"), data)
        }
        for offset in ["5", "\(Int64.max)"] {
            #expect(throws: ModelFormatError.self) { try ModelFile.inspect(model("w.bin", offset: offset), data) }
        }
    }

    @Test func `a model that was cut is refused at every length`() throws {
        for length in 0..<Self.sound.count {
            #expect(try ModelFile.fault("m.onnx", Array(Self.sound[..<length])) != nil, "\(length)")
        }
        #expect(try ModelFile.fault("m.onnx", Self.sound) == nil)
    }

    @Test func `a thousand damaged models get one verdict each, in one part and byte by byte`() throws {
        var numbers = SeededNumbers(1)
        for _ in 0..<2000 {
            var bytes = Self.sound
            for _ in 0..<Int.random(in: 1...4, using: &numbers) {
                let place = Int.random(in: 0..<bytes.count, using: &numbers)
                switch Int.random(in: 0...2, using: &numbers) {
                case 0: bytes[place] ^= UInt8.random(in: 1...255, using: &numbers)
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: 0...255, using: &numbers), at: place)
                }
            }
            let whole = try ModelFile.fault("m.onnx", bytes)
            #expect(try ModelFile.fault("m.onnx", bytes, parts: 1) == whole)
            #expect(whole?.offset ?? 0 <= Int64(bytes.count))
        }
    }
}

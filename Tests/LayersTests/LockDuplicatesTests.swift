import Archive
@testable import Layers
import OCI
import SystemPackage
import TestSupport
import Testing

struct LockDuplicatesTests {
    private static func wheels(_ name: String, _ files: [String]) throws -> LockedLayer {
        let target = try PythonTarget(version: "3.11", platform: "manylinux_2_36_x86_64")
        let wheels = try files.map { file in
            try LockedWheel(
                file: WheelFileName(file), index: .pypi, size: 1_000_000, digest: Digest(of: file.utf8))
        }
        let lock = try WheelsLock(
            python: target, layout: WheelsLayout(scheme: .debian(target)), requested: wheels.map(\.project),
            wheels: wheels)
        return LockedLayer(name: name, request: Digest(of: name.utf8), compression: .zstd, content: .wheels(lock))
    }

    @Test func `names wheels and files that a lock puts into several layers`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let shared = "numpy-1.26.4-py3-none-any.whl"
            let lock = fixture.lock(
                [
                    try Self.wheels("ocr", [shared, "a-1-py3-none-any.whl"]),
                    try fixture.model("first", at: "opt/first", files: [("m.onnx", "weights"), ("empty", "")]),
                    try Self.wheels("nlp", [shared, "b-1-py3-none-any.whl"]),
                    try fixture.model("second", at: "opt/second", files: [("n.onnx", "weights"), ("empty", "")]),
                ], recipe: try fixture.recipe())
            #expect(
                LockDuplicates(in: lock).json == [
                    "savable": 1_000_007,
                    "inputs": [
                        [
                            "kind": "wheel", "name": .string(shared),
                            "digest": .string(Digest(of: shared.utf8).description), "size": 1_000_000,
                            "savable": 1_000_000, "places": [["layer": "ocr"], ["layer": "nlp"]],
                        ],
                        [
                            "kind": "file", "name": "m.onnx",
                            "digest": .string(Digest(of: "weights".utf8).description), "size": 7, "savable": 7,
                            "places": [
                                ["layer": "first", "path": "opt/first/m.onnx"],
                                ["layer": "second", "path": "opt/second/n.onnx"],
                            ],
                        ],
                    ],
                ])
        }
    }

    @Test func `has nothing to say of the shipped recipes`() throws {
        let recipes = FilePath(#filePath).removingLastComponent().appending("../../recipes")
        for name in try recipes.entries() where name.string.hasSuffix(".lock.json") {
            #expect(try LockDuplicates(in: Lock(contentsOf: recipes.appending(name))).inputs.isEmpty)
        }
    }
}

public import OCI
public import SystemPackage

/// The tests that an image has to pass before it gets a tag.
public struct SmokePlan: Hashable, Sendable {
    /// The device that the image claims to serve.
    public let device: SmokeDevice
    /// The runtime's program in the image.
    public let runtime: FilePath
    /// The ONNX Runtime library in the image; nil for the one beside the runtime.
    public let library: FilePath?
    /// The tests, at least one.
    public let tests: [SmokeTest]

    /// Where the runtime lies in images that imagesmith composes.
    public static let standardRuntime: FilePath = "/opt/imagesmith/bin/imagesmith-runtime"

    /// A plan from its parts.
    ///
    /// - Throws: ``JSONError/value(path:reason:)`` without a test, with two of one name, two pictures of one name, or without
    ///   a test on the plan's own device.
    public init(
        device: SmokeDevice, tests: [SmokeTest], runtime: FilePath = SmokePlan.standardRuntime, library: FilePath? = nil
    ) throws(JSONError) {
        guard (1...1000).contains(tests.count) else {
            throw .value(path: "tests", reason: "there are \(tests.count); a plan has 1 to 1000 tests")
        }
        guard tests.contains(where: { ($0.device ?? device) == device }) else {
            throw .value(path: "tests", reason: "none runs on the plan's device, the \(device.rawValue)")
        }
        var names: Set<String> = []
        var pictures: [String: Digest] = [:]
        for (index, test) in tests.enumerated() {
            guard names.insert(test.name).inserted else {
                throw .value(path: "tests[\(index)].name", reason: "'\(test.name)' is the name of another test")
            }
            guard case .ocr(let ocr) = test.task else { continue }
            let known = pictures.updateValue(ocr.picture.blob.digest, forKey: ocr.picture.name)
            guard known == nil || known == ocr.picture.blob.digest else {
                throw .value(
                    path: "tests[\(index)].ocr.picture.name", reason: "'\(ocr.picture.name)' names another picture, too"
                )
            }
        }
        try runtime.checkInImage("runtime")
        try library?.checkInImage("library")
        self.device = device
        self.tests = tests
        self.runtime = runtime
        self.library = library
    }

    /// Reads a plan strictly: a key that is not known is refused.
    public init(_ json: JSON) throws(JSONError) {
        let object = try JSONField(json).object()
        try object.refuseOthers(than: ["device", "runtime", "library", "tests"])
        var tests: [SmokeTest] = []
        for field in try object.required("tests").elements() { tests.append(try SmokeTest(field)) }
        try self.init(
            device: SmokeDevice(object.required("device")), tests: tests,
            runtime: try object.optional("runtime").map { field throws(JSONError) in FilePath(try field.string()) }
                ?? SmokePlan.standardRuntime,
            library: try object.optional("library").map { field throws(JSONError) in FilePath(try field.string()) })
    }

    /// The plan as a document.
    public var json: JSON {
        .members([
            "device": .string(device.rawValue), "runtime": .string(runtime.string),
            "library": library.map { .string($0.string) }, "tests": .array(tests.map(\.json)),
        ])
    }

    /// The pictures of the tests, each once, in the order of the tests.
    public var pictures: [SmokePicture] {
        var seen: Set<String> = []
        return tests.compactMap { test in
            guard case .ocr(let ocr) = test.task, seen.insert(ocr.picture.name).inserted else { return nil }
            return ocr.picture
        }
    }
}

import OCI
import SystemPackage

/// The plan in the form that `imagesmith-runtime smoke` reads: what to do, and nothing of what is expected.
struct RuntimePlan: Sendable {
    private let device: SmokeDevice
    private let tests: [SmokeTest]

    init(_ device: SmokeDevice, _ tests: [SmokeTest]) {
        self.device = device
        self.tests = tests
    }

    var json: JSON {
        ["device": .string(device.rawValue), "tests": .array(tests.compactMap(RuntimePlan.test))]
    }

    private static func test(_ test: SmokeTest) -> JSON? {
        switch test.task {
        case .ocr(let ocr):
            let picture = SmokeRun.inputTarget.appending(ocr.picture.name)
            return [
                "name": .string(test.name),
                "ocr": ["model": .string(ocr.model.string), "picture": .string(picture.string)],
            ]
        case .sentiment(let sentiment):
            return [
                "name": .string(test.name),
                "sentiment": ["model": .string(sentiment.model.string), "text": .string(sentiment.text)],
            ]
        case .run: return nil
        }
    }
}

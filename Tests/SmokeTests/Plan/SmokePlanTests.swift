import OCI
import Smoke
import SystemPackage
import TestSupport
import Testing

@Suite struct SmokePlanTests {
    private static let digest = "sha256:" + String(repeating: "ab", count: 32)
    private static let text = """
        {"device":"cpu","runtime":"/opt/imagesmith/bin/imagesmith-runtime","tests":[\
        {"name":"receipt","ocr":{"accuracy":0.5,"lines":["TOTAL 12.00"],"model":"/opt/models/ocr",\
        "picture":{"blob":{"digest":"\(digest)","mediaType":"image/png","size":7},"name":"receipt.png"}},"timeout":60},\
        {"name":"praise","sentiment":{"label":"positive","model":"/opt/models/sentiment","score":0.75,"text":"很好"},\
        "timeout":30},{"name":"python","run":{"command":["python3","-V"],"output":"^Python 3\\\\.","status":0},"timeout":10}]}
        """

    private func plan(_ text: String) throws(JSONError) -> SmokePlan {
        try SmokePlan(JSON(parsing: Array(text.utf8)))
    }

    @Test func `reads and writes a plan byte for byte`() throws {
        let plan = try plan(Self.text)
        #expect(String(decoding: plan.json.canonical(), as: UTF8.self) == Self.text)
        #expect(plan.device == .cpu)
        #expect(plan.tests.map(\.name) == ["receipt", "praise", "python"])
        #expect(plan.pictures.map(\.name) == ["receipt.png"])
    }

    private static let faults: [(String, String, String)] = [
        (#""device":"cpu""#, #""device":"tpu""#, "'device': 'tpu' is no device; 'cpu' and 'gpu' are"),
        (#""device":"cpu""#, #""device":"cpu","x":1"#, "'x' is not a known key"),
        (#""timeout":60"#, #""timeout":0"#, "'tests[0].timeout': 0 is not between 1 and 86400 seconds"),
        (#""timeout":60"#, #""timeout":60,"retry":1"#, "'tests[0].retry' is not a known key"),
        (#""accuracy":0.5"#, #""accuracy":1.5"#, "'tests[0].accuracy': 1.5 is not between 0 and 1"),
        (#"["TOTAL 12.00"]"#, "[]", "'tests[0].lines': they have 0 characters; 1 to 10000 can be compared"),
        (
            "/opt/models/ocr", "/opt/../ocr", "'tests[0].model': '/opt/../ocr' is not an absolute path without '..'"
        ),
        (#""name":"receipt.png""#, #""name":"../x""#, "'tests[0].ocr.picture': '../x' is not a plain file name"),
        (
            "image/png", "text/plain",
            "'tests[0].ocr.picture': text/plain is neither image/png nor image/jpeg"
        ),
        (#""name":"praise""#, #""name":"receipt""#, "'tests[1].name': 'receipt' is the name of another test"),
        (#""label":"positive""#, #""label":"""#, "'tests[1].label': it is empty"),
        (#"["python3","-V"]"#, "[]", "'tests[2].command': it names no program"),
        (#""status":0"#, #""status":256"#, "'tests[2].status': 256 is no exit status"),
        (#","timeout":10"#, #","ocr":{},"timeout":10"#, "'tests[2]': a test has one of 'ocr', 'sentiment' and 'run'"),
        (#""timeout":10"#, #""timeout":"10""#, "'tests[2].timeout' is a string, not an integer"),
    ]

    @Test(arguments: faults)
    func `refuses a plan that is wrong at one place`(old: String, new: String, sentence: String) throws {
        let text = Self.text.replacing(old, with: new, maxReplacements: 1)
        #expect(text != Self.text)
        let error = try #require(throws: JSONError.self) { try plan(text) }
        #expect(error.description == sentence)
    }

    @Test func `refuses an expression that is none, and a plan without tests`() throws {
        let error = try #require(throws: JSONError.self) {
            try plan(Self.text.replacing(#"^Python 3\\."#, with: "("))
        }
        #expect(error.description.hasPrefix("'tests[2].run.output': no regular expression: "))
        #expect(throws: JSONError.value(path: "tests", reason: "there are 0; a plan has 1 to 1000 tests")) {
            try SmokePlan(device: .cpu, tests: [])
        }
    }

    @Test func `travels with its image as a referrer, pictures and all`() throws {
        try withTemporaryDirectory { directory in
            let layout = try ImageLayout(creatingAt: directory.appending("layout"))
            let subject = try layout.write(Array("{}".utf8), as: .manifest)
            let blob = try layout.write(Array("picture".utf8), as: MediaType("image/png"))
            let ocr = SmokeTest.OCR(
                model: "/m", picture: try SmokePicture(name: "a.png", blob: blob), lines: ["x"], accuracy: 1)
            let plan = try SmokePlan(device: .gpu, tests: [SmokeTest(name: "a", timeout: 1, task: .ocr(ocr))])
            #expect(try SmokePlan.load(from: layout, subject: subject) == nil)
            let referrer = try plan.write(to: layout, subject: subject)
            #expect(referrer.artifactType == .smokePlan)
            #expect(try SmokePlan.load(from: layout, subject: subject) == plan)
            let manifest = try layout.manifest(referrer)
            #expect(manifest.layers.map(\.mediaType.description) == [MediaType.smokePlan.description, "image/png"])
            #expect(manifest.layers[1].annotations == ["org.opencontainers.image.title": "a.png"])
            try layout.path(of: blob.digest).remove()
            #expect(throws: LayoutError.missingBlob(blob.digest, layout: layout.root)) {
                try plan.write(to: layout, subject: subject)
            }
        }
    }
}

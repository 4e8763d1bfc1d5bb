import Layers
import Testing

struct RecipeErrorTests {
    /// A change of the full sample, and the sentence that it brings about.
    struct Case: CustomTestStringConvertible, Sendable {
        let part: String
        let replacement: String
        let sentence: String
        var testDescription: String { replacement }

        init(_ part: String, _ replacement: String, _ sentence: String) {
            self.part = part
            self.replacement = replacement
            self.sentence = sentence
        }
    }

    @Test(arguments: [
        Case("version: 1.10", "versoin: 1.10", "3:1: 'versoin' is not a known key; did you mean 'version'?"),
        Case("licenses:", "colour:", "5:1: 'colour' is not a known key"),
        Case(
            "onnxruntime:", "onxruntime:",
            "54:38: at 'layers[5].runtime' 'onxruntime' is not a known key; did you mean 'onnxruntime'?"),
        Case("licenses: MIT", "name: again", "2:1: the key 'name' stands twice"),
        Case("  user: \"1000:1000\"\n", "  command: []\n", "56:3: the key 'command' stands twice"),
        Case("version: 1.10\n", "", "1:1: the key 'version' is missing"),
        Case("imagesmith: 1", "imagesmith: 2", "1:13: at 'imagesmith' '2' is not a whole number from 1 to 1"),
        Case("imagesmith: 1", "imagesmith: +1", "1:13: at 'imagesmith' '+1' is not a whole number from 1 to 1"),
        Case("name: team/sample", "name: Team", "2:7: at 'name' 'Team' is not an image's name"),
        Case("version: 1.10", "version: [1, 10]", "3:10: at 'version' a text is wanted, not a list"),
        Case("version: 1.10", "version: {a: b}", "3:10: at 'version' a text is wanted, not a mapping"),
        Case("version: 1.10", "version:", "3:9: at 'version' a text is wanted, not nothing"),
        Case("version: 1.10", "version: null", "3:10: at 'version' a text is wanted, not nothing"),
        Case(
            "epoch: 2026-11-01T00:00:00Z", "epoch: 2026-02-30T00:00:00Z",
            "6:8: at 'epoch' '2026-02-30T00:00:00Z' is neither seconds since 1970 nor a moment as 2026-11-01T00:00:00Z"),
        Case(
            "linux/amd64", "linux/arm64",
            "7:11: at 'platform' 'linux/arm64' cannot be composed yet; linux/amd64 can"),
        Case("linux/amd64", "linux", "7:11: at 'platform' 'linux' is not os/architecture"),
        Case(
            "kind: zstd", "kind: xz",
            "8:21: at 'compression.kind' 'xz' is not a compression: auto, zstd, gzip and none are"),
        Case("level: 19", "level: 20", "8:34: at 'compression.level' '20' is not a whole number from 1 to 19"),
        Case("name: more", "name: base", "16:5: at 'layers[1]' the layer name 'base' stands twice"),
        Case(
            "name: more", "name: ../more",
            "16:11: at 'layers[1].name' '../more' is not a layer's name: lowercase letters, digits and single . _ - are"
        ),
        Case(
            "    compression: none\n    model:", "    files: []\n    model:",
            "30:5: at 'layers[3]' a layer is exactly one of debian, wheels, model, files, runtime, libraries"),
        Case(
            "    runtime: {path: /opt/imagesmith, onnxruntime: 1.26.0, device: cpu}\n", "",
            "53:5: at 'layers[5]' a layer is exactly one of debian, wheels, model, files, runtime, libraries"),
        Case(
            "      archives:", "      suite: x\n      archives:",
            "20:9: at 'layers[1].debian.archives' 'archives' stands instead of 'suite' and 'components', not beside them"
        ),
        Case(
            "python: \"3.11\"", "python: \"2.7\"",
            "25:15: at 'layers[2].wheels.python' '2.7' is not a version of Python as \"3.11\""),
        Case("[\"numpy==1.26.4\"]", "[]", "26:21: at 'layers[2].wheels.requirements' at least one is needed"),
        Case(
            "some-models==1.2.3", "some-models>=1",
            "35:18: at 'layers[3].model.files[0].wheel' 'some-models>=1' names no single wheel; write NAME==VERSION"),
        Case(
            "det.onnx: models", "../det.onnx: models",
            "36:34: at 'layers[3].model.files[0].members.../det.onnx' cannot put \"../det.onnx\" into an archive: "
                + "the path has the component \"..\""),
        Case(
            "ae41e4649b934ca495991b7852b855", "ae41e4649b934ca495991b7852b85g",
            "43:19: at 'layers[3].model.files[4].sha256' 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85g'"
                + " is not a SHA-256: 64 lowercase hexadecimal digits are wanted"),
        Case("          name: a.onnx\n", "", "41:11: at 'layers[3].model.files[4]' the key 'name' is missing"),
        Case(
            "path: /etc/motd", "path: etc/motd",
            "47:15: at 'layers[4].files[0].path' 'etc/motd' is not an absolute path of the image"),
        Case(
            "path: /etc/motd", "path: /bin/motd",
            "47:15: at 'layers[4].files[0].path' '/bin' is a link in Debian; write /usr/bin"),
        Case(
            "path: /etc/motd", "path: /etc/../motd",
            "47:15: at 'layers[4].files[0].path' cannot put \"etc/../motd\" into an archive: "
                + "the path has the component \"..\""),
        Case("\"0600\"", "\"0800\"", "49:15: at 'layers[4].files[0].mode' '0800' is not a mode in octal as \"0644\""),
        Case("1000:1001", "root", "50:16: at 'layers[4].files[0].owner' 'root' is not an owner as 1000:1000"),
        Case(
            "directory: true", "directory: yes",
            "51:39: at 'layers[4].files[1].directory' 'yes' is neither true nor false"),
        Case(
            "directory: true", "directory: false",
            "51:39: at 'layers[4].files[1].directory' only 'true' has a meaning here"),
        Case(
            "link: ../etc/motd", "link: a, source: b",
            "52:9: at 'layers[4].files[2]' a file is exactly one of source, directory, link"),
        Case(
            "onnxruntime: 1.26.0", "onnxruntime: 1.26",
            "54:51: at 'layers[5].runtime.onnxruntime' '1.26' is not a version as 1.26.0"),
        Case(
            "1.26.0, device: cpu", "1.26.0, device: npu", "54:67: at 'layers[5].runtime.device' a device is cpu or gpu"),
        Case(
            "{command: [/bin/true]", "{command: [/bin/true]}\n      device: cpu\n      #",
            "74:15: at 'smoke.tests[2].device' a command has no device of its own; "
                + "it finds what the image's smoke device gives it"),
        Case("A: \"1\"", "A=B: \"1\"", "57:26: at 'config.env.A=B' 'A=B' is no variable's name"),
        Case("device: gpu", "device: tpu", "65:11: at 'smoke.device' a device is cpu or gpu"),
        Case(
            "timeout: 30", "timeout: 0", "68:16: at 'smoke.tests[0].timeout' '0' is not a whole number from 1 to 86400"),
        Case(
            "accuracy: 0.9", "accuracy: 90",
            "69:82: at 'smoke.tests[0].ocr.accuracy' '90' is not a number from 0 to 1"),
        Case("name: runs", "name: reads", "72:7: at 'smoke.tests[2]' the test name 'reads' stands twice"),
        Case(
            "command: [/bin/true]", "command: []",
            "73:22: at 'smoke.tests[2].run.command' a command has at least a program"),
        Case(
            "[\"team/sample:1.10\", other]", "[Other]",
            "74:8: at 'tags[0]' 'Other' can be no tag: 'Other' is not an image's name: lowercase letters, digits and single . _ - between them, "
                + "parts joined by /"),
        Case(
            "[\"team/sample:1.10\", other]", "[\"a__b:1\"]",
            "74:8: at 'tags[0]' 'a__b:1' can be no tag: 'a__b:1' is not a tag of an image layout "
                + "(org.opencontainers.image.ref.name)"),
        Case(
            "[\"team/sample:1.10\", other]", "[\"a:{cuda\"]",
            "74:8: at 'tags[0]' 'a:{cuda' can be no tag: its braces do not match"),
        Case(
            "[\"team/sample:1.10\", other]", "[\"a:{}\"]",
            "74:8: at 'tags[0]' 'a:{}' can be no tag: '{}' is neither {NAME} nor {LAYER/NAME}"),
        Case("smoke:\n", "other:\n", "64:1: 'other' is not a known key"),
        Case(
            "name: team/sample", "name: [team", "3:8: while parsing a flow sequence, did not find expected ',' or ']'"),
        Case("licenses: MIT", "licenses: \u{1}", "5:11: control characters are not allowed"),
        Case("name: team/sample", "name: *team", "2:7: found undefined alias"),
        Case(
            "tags: [\"team/sample:1.10\", other]", "---\na: b",
            "74:1: expected a single document in the stream, but found another document"),
        Case("licenses: MIT", "<<: {licenses: MIT}", "5:1: '<<' is not a known key"),
    ])
    func `names the line, the column and what is wrong`(_ change: Case) {
        let text = RecipeSample.full.replacing(change.part, with: change.replacement)
        #expect(text != RecipeSample.full)
        let error = #expect(throws: RecipeError.self) { try RecipeSample.parse(text) }
        #expect(error?.description == "recipes/sample.yaml:" + change.sentence)
    }

    @Test func `wants a smoke test before anything is tagged`() {
        let error = #expect(throws: RecipeError.self) { try RecipeSample.parse(RecipeSample.least + "\ntags: [a]") }
        #expect(
            error?.description
                == "recipes/sample.yaml:9:7: at 'tags' a recipe with tags needs smoke tests: "
                + "nothing is tagged before it passed one")
    }

    @Test(arguments: ["", "# nothing\n", "- a\n", "text", "\u{0}", "a: \u{1}", "\tname: x"])
    func `refuses what is no recipe at all`(text: String) {
        #expect(throws: RecipeError.self) { try RecipeSample.parse(text) }
    }

    @Test func `ends at once on nesting and on aliases that multiply`() {
        #expect(throws: RecipeError.self) { try RecipeSample.parse(String(repeating: "[", count: 500_000)) }
        #expect(throws: RecipeError.self) { try RecipeSample.parse(String(repeating: "{a: ", count: 200_000)) }
        var laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<30 {
            laughs +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
                + "]\n"
        }
        #expect(throws: RecipeError.self) { try RecipeSample.parse(laughs) }
    }
}

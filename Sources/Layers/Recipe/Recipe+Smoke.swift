import SystemPackage

extension RecipeField {
    func smoke() throws(RecipeError) -> SmokeRecipe {
        let members = try members(["device", "tests"])
        let deviceField = try members.required("device")
        let device = try deviceField.smokeDevice()
        let testsField = try members.required("tests")
        var tests: [SmokeRecipe.Test] = []
        for field in try testsField.elements() {
            let test = try field.smokeTest()
            guard !tests.contains(where: { $0.name == test.name }) else {
                throw field.invalid("the test name '\(test.name)' stands twice")
            }
            tests.append(test)
        }
        guard !tests.isEmpty else { throw testsField.invalid("at least one test is needed") }
        guard tests.contains(where: { ($0.device ?? device) == device }) else {
            throw testsField.invalid(
                "at least one test has to run on the \(device.rawValue), which the image claims to serve")
        }
        return SmokeRecipe(device: device, tests: tests)
    }

    func smokeDevice() throws(RecipeError) -> SmokeRecipe.Device {
        guard let device = SmokeRecipe.Device(rawValue: try string()) else { throw invalid("a device is cpu or gpu") }
        return device
    }

    private func smokeTest() throws(RecipeError) -> SmokeRecipe.Test {
        let kinds = ["ocr", "sentiment", "run"]
        let members = try members(["name", "timeout", "device"] + kinds)
        let present = kinds.compactMap { kind in members.optional(kind).map { (kind, $0) } }
        guard present.count == 1, let (kind, field) = present.first else {
            throw invalid("a test is exactly one of \(kinds.joined(separator: ", "))")
        }
        let action: SmokeRecipe.Action =
            switch kind {
            case "ocr": try field.ocrTest()
            case "sentiment": try field.sentimentTest()
            default: try field.runTest()
            }
        if kind == "run", let device = members.optional("device") {
            throw device.invalid("a command has no device of its own; it finds what the image's smoke device gives it")
        }
        return SmokeRecipe.Test(
            name: try members.required("name").string(),
            timeout: try members.optional("timeout")?.integer(in: 1...86400) ?? 120, action: action,
            device: try members.optional("device")?.smokeDevice())
    }

    private func ocrTest() throws(RecipeError) -> SmokeRecipe.Action {
        let members = try members(["model", "picture", "lines", "accuracy"])
        return .ocr(
            model: "/\(try members.required("model").imagePath())",
            picture: try members.required("picture").localPath(), lines: try members.required("lines").strings(),
            accuracy: try members.optional("accuracy")?.fraction() ?? 1)
    }

    private func sentimentTest() throws(RecipeError) -> SmokeRecipe.Action {
        let members = try members(["model", "text", "label", "score"])
        return .sentiment(
            model: "/\(try members.required("model").imagePath())", text: try members.required("text").string(),
            label: try members.required("label").string(),
            score: try members.optional("score")?.fraction() ?? 0.5)
    }

    private func runTest() throws(RecipeError) -> SmokeRecipe.Action {
        let members = try members(["command", "status", "output"])
        let commandField = try members.required("command")
        let command = try commandField.strings()
        guard !command.isEmpty else { throw commandField.invalid("a command has at least a program") }
        let output = members.optional("output")
        if let output {
            let pattern = try output.string()
            do { _ = try Regex(pattern) } catch { throw output.invalid("'\(pattern)' is not a pattern: \(error)") }
        }
        return .run(
            command: command, status: try members.optional("status")?.integer(in: 0...255) ?? 0,
            output: try output?.string())
    }
}

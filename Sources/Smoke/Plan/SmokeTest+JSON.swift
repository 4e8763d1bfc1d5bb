import OCI
import SystemPackage

extension SmokeTest {
    /// Reads a test strictly.
    init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["name", "timeout", "device", "ocr", "sentiment", "run"])
        let tasks = ["ocr", "sentiment", "run"].compactMap(object.optional)
        guard tasks.count == 1 else { throw field.invalid("a test has one of 'ocr', 'sentiment' and 'run'") }
        let task: Task
        if let field = object.optional("ocr") {
            task = .ocr(try OCR(field))
        } else if let field = object.optional("sentiment") {
            task = .sentiment(try Sentiment(field))
        } else {
            task = .run(try Run(tasks[0]))
        }
        do {
            try self.init(
                name: object.required("name").string(), timeout: object.required("timeout").integer(), task: task,
                device: object.optional("device").map { field throws(JSONError) in try SmokeDevice(field) })
        } catch {
            guard case .value(let path, let reason) = error, !path.hasPrefix(field.path) else { throw error }
            throw .value(path: "\(field.path).\(path)", reason: reason)
        }
    }

    /// The test as a document.
    var json: JSON {
        let (key, value): (String, JSON) =
            switch task {
            case .ocr(let ocr): ("ocr", ocr.json)
            case .sentiment(let sentiment): ("sentiment", sentiment.json)
            case .run(let run): ("run", run.json)
            }
        return .members([
            "name": .string(name), "timeout": .integer(timeout), "device": device.map { .string($0.rawValue) },
            key: value,
        ])
    }
}

extension SmokeTest.OCR {
    fileprivate init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["model", "picture", "lines", "accuracy"])
        self.init(
            model: FilePath(try object.required("model").string()),
            picture: try SmokePicture(object.required("picture")),
            lines: try object.required("lines").strings(), accuracy: try object.required("accuracy").number())
    }

    fileprivate var json: JSON {
        [
            "model": .string(model.string), "picture": picture.json, "lines": .array(lines.map { .string($0) }),
            "accuracy": .real(accuracy),
        ]
    }
}

extension SmokeTest.Sentiment {
    fileprivate init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["model", "text", "label", "score"])
        self.init(
            model: FilePath(try object.required("model").string()), text: try object.required("text").string(),
            label: try object.required("label").string(), score: try object.required("score").number())
    }

    fileprivate var json: JSON {
        [
            "model": .string(model.string), "text": .string(text), "label": .string(label), "score": .real(score),
        ]
    }
}

extension SmokeTest.Run {
    fileprivate init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["command", "status", "output"])
        let status = object.optional("status")
        let number = try status?.integer() ?? 0
        guard let code = Int32(exactly: number) else { throw field.invalid("\(number) is no exit status") }
        var output: OutputPattern?
        if let pattern = object.optional("output") {
            do { output = try OutputPattern(pattern.string()) } catch {
                guard case .value(_, let reason) = error else { throw error }
                throw pattern.invalid(reason)
            }
        }
        self.init(command: try object.required("command").strings(), status: code, output: output)
    }

    fileprivate var json: JSON {
        .members([
            "command": .array(command.map { .string($0) }), "status": .integer(Int64(status)),
            "output": output.map { .string($0.source) },
        ])
    }
}

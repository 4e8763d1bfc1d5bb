/// The tests of a smoke plan that need models, and the device that they must pass on.
public struct SmokePlan: Equatable, Sendable {
    /// The most bytes of a plan.
    static let sizeLimit = 16 << 20

    /// One thing to try.
    enum Task: Equatable, Sendable {
        /// Read the text in a picture.
        case ocr(model: Path, picture: Path)
        /// Judge a text.
        case sentiment(model: Path, text: String)
    }

    /// A task with the name that its result carries.
    struct Test: Equatable, Sendable {
        let name: String
        let task: Task
    }

    /// The device that every test must run on.
    public let device: Device
    let tests: [Test]

    /// Reads a plan. Throws ``FileError`` or ``SmokePlanError``.
    public init(_ path: Path) throws {
        try self.init(InputFile(path).contents(limit: Self.sizeLimit), path)
    }

    /// Parses a plan strictly.
    init(_ bytes: [UInt8], _ path: Path) throws(SmokePlanError) {
        let value: JSONValue
        do { value = try JSONParser.parse(bytes) } catch { throw .notJSON(path, reason: error.description) }
        do {
            var fields = try Fields(value)
            let device = try fields.text("device")
            do { self.device = try Device(parsing: device) } catch { throw SmokePlanError.badDevice(path, error) }
            var tests: [Test] = []
            for (index, element) in try fields.array("tests").enumerated() {
                var test = try Fields(element, at: "tests[\(index)]")
                tests.append(try Test(&test))
            }
            self.tests = tests
            try fields.finish()
        } catch let error as FieldError {
            throw .badMember(path, error)
        } catch let error as SmokePlanError {
            throw error
        } catch {
            throw .notJSON(path, reason: "\(error)")
        }
    }
}

extension SmokePlan.Test {
    fileprivate init(_ fields: inout Fields) throws(FieldError) {
        name = try fields.text("name")
        if fields.has("ocr") {
            var task = try fields.object("ocr")
            self.task = .ocr(model: try task.path(at: "model"), picture: try task.path(at: "picture"))
            try task.finish()
        } else {
            var task = try fields.object("sentiment")
            self.task = .sentiment(model: try task.path(at: "model"), text: try task.text("text"))
            try task.finish()
        }
        try fields.finish()
    }
}

extension Fields {
    fileprivate mutating func path(at name: String) throws(FieldError) -> Path {
        let text = try text(name)
        do { return try Path(text) } catch { throw .badName(path(name), error) }
    }
}

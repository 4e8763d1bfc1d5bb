public import OCI
public import SystemPackage

/// One test of a smoke plan.
public struct SmokeTest: Hashable, Sendable {
    /// The test's name, for reports.
    public let name: String
    /// How many seconds it may take, the loading of its model included.
    public let timeout: Int64
    /// What is done and expected.
    public let task: Task
    /// The device of a model test that does not run on the plan's; nil for the plan's.
    public let device: SmokeDevice?

    /// What is done and expected.
    public enum Task: Hashable, Sendable {
        case ocr(OCR)
        case sentiment(Sentiment)
        case run(Run)
    }

    /// Read the text of a picture.
    public struct OCR: Hashable, Sendable {
        /// The model's directory in the image.
        public let model: FilePath
        /// The picture.
        public let picture: SmokePicture
        /// The lines that it shows, in reading order.
        public let lines: [String]
        /// The least character accuracy, 0…1.
        public let accuracy: Double

        /// An OCR task from its parts.
        public init(model: FilePath, picture: SmokePicture, lines: [String], accuracy: Double) {
            self.model = model
            self.picture = picture
            self.lines = lines
            self.accuracy = accuracy
        }
    }

    /// Judge a sentence.
    public struct Sentiment: Hashable, Sendable {
        /// The model's directory in the image.
        public let model: FilePath
        /// The sentence.
        public let text: String
        /// The label that it must get.
        public let label: String
        /// The least score, 0…1.
        public let score: Double

        /// A sentiment task from its parts.
        public init(model: FilePath, text: String, label: String, score: Double) {
            self.model = model
            self.text = text
            self.label = label
            self.score = score
        }
    }

    /// Run a command of the image.
    public struct Run: Hashable, Sendable {
        /// The program and its arguments.
        public let command: [String]
        /// The exit status that it must have.
        public let status: Int32
        /// What its standard output must contain; nil for anything.
        public let output: OutputPattern?

        /// A run task from its parts.
        public init(command: [String], status: Int32 = 0, output: OutputPattern? = nil) {
            self.command = command
            self.status = status
            self.output = output
        }
    }

    /// A test from its parts.
    ///
    /// - Throws: ``JSONError/value(path:reason:)`` for an empty name, a time, threshold, path or text out of bounds, and for
    ///   a command with a device: what it runs on is its own affair.
    public init(name: String, timeout: Int64, task: Task, device: SmokeDevice? = nil) throws(JSONError) {
        guard (1...200).contains(name.utf8.count), name.unicodeScalars.allSatisfy({ $0.value >= 32 }) else {
            throw .value(path: "name", reason: "a test's name has 1 to 200 bytes and no control characters")
        }
        guard (1...86400).contains(timeout) else {
            throw .value(path: "timeout", reason: "\(timeout) is not between 1 and 86400 seconds")
        }
        switch task {
        case .ocr(let ocr): try ocr.check()
        case .sentiment(let sentiment): try sentiment.check()
        case .run(let run):
            try run.check()
            guard device == nil else { throw .value(path: "device", reason: "a command has none of its own") }
        }
        self.device = device
        self.name = name
        self.timeout = timeout
        self.task = task
    }
}

extension SmokeTest.OCR {
    fileprivate func check() throws(JSONError) {
        try model.checkInImage("model")
        try accuracy.checkShare("accuracy")
        let text = CharacterAccuracy.scalars(of: lines)
        guard (1...10_000).contains(text.count) else {
            throw .value(path: "lines", reason: "they have \(text.count) characters; 1 to 10000 can be compared")
        }
    }
}

extension SmokeTest.Sentiment {
    fileprivate func check() throws(JSONError) {
        try model.checkInImage("model")
        try score.checkShare("score")
        guard (1...65536).contains(text.utf8.count) else {
            throw .value(path: "text", reason: "it has \(text.utf8.count) bytes; 1 to 65536 are judged")
        }
        guard !label.isEmpty else { throw .value(path: "label", reason: "it is empty") }
    }
}

extension SmokeTest.Run {
    fileprivate func check() throws(JSONError) {
        guard let program = command.first, !program.isEmpty, command.allSatisfy({ !$0.utf8.contains(0) }) else {
            throw .value(path: "command", reason: "it names no program")
        }
        guard (0...255).contains(status) else { throw .value(path: "status", reason: "\(status) is no exit status") }
    }
}

extension Double {
    fileprivate func checkShare(_ path: String) throws(JSONError) {
        guard (0...1).contains(self) else { throw .value(path: path, reason: "\(self) is not between 0 and 1") }
    }
}

extension FilePath {
    /// Refuses what is not an absolute path of plain components.
    func checkInImage(_ path: String) throws(JSONError) {
        guard isAbsolute, !components.isEmpty, components.allSatisfy({ $0.kind == .regular }) else {
            throw .value(path: path, reason: "'\(self)' is not an absolute path without '..'")
        }
    }
}

/// What the command line asks for.
public struct Invocation: Equatable, Sendable {
    /// The commands with their operands.
    public enum Command: Equatable, Sendable {
        /// Read the text in pictures.
        case ocr(files: [Path], model: Path)
        /// Judge texts.
        case sentiment(texts: [String], model: Path)
        /// Read the text in the pictures that a list names, one path a line.
        case ocrList(LineSource, model: Path)
        /// Judge each line.
        case sentimentLines(LineSource, model: Path)
        /// Answer requests over HTTP.
        case serve(ServeSettings)
        /// Run the tests of a smoke plan.
        case smoke(plan: Path)
        /// Say what the library and the machine have.
        case info
        /// Say how the program is used.
        case help
    }

    /// How the program is used.
    public static let usage = """
        usage: imagesmith-runtime ocr FILE… --model DIR [OPTION]…
               imagesmith-runtime ocr --files-from LIST --model DIR [OPTION]…
               imagesmith-runtime sentiment TEXT… --model DIR [OPTION]…
               imagesmith-runtime sentiment --lines FILE --model DIR [OPTION]…
               imagesmith-runtime serve --port N [--ocr-model DIR] [--sentiment-model DIR] [OPTION]…
               imagesmith-runtime smoke PLAN.json [OPTION]…
               imagesmith-runtime info [OPTION]…

        One JSON document goes to standard output: for one FILE {"lines":[{"text","score","box"}]}, for several an array
        with {"file","lines"} or {"file","error"} for each; for one TEXT {"label","score"}, for several an array of them.
        --files-from and --lines give one such JSON object a line, in the order of what comes in, and while it comes.
        Exit status: 0 done, 2 failed (one picture or line is enough), 64 wrong usage.

        options:
          --model DIR            the directory of the model, with its model.json
          --onnxruntime LIBRARY  the libonnxruntime.so to load (default: the one in ../lib of this program's directory)
          --device DEVICE        cpu, gpu or gpu:N (default: cpu; smoke: what the plan says)
          --threads N            threads that work (default: the processors that may be used)
          --files-from LIST      a file with the path of a picture on each line; - is standard input
          --lines FILE           a file with a text on each line; - is standard input
          --                     what follows is no option

        options of serve:
          --port N               the TCP port; 0 lets the system choose, standard error names it
          --host ADDRESS         the IP address to listen on (default: 127.0.0.1; in a container 0.0.0.0)
          --ocr-model DIR        answer POST /v1/ocr: a PNG or JPEG picture in, a page as of ocr out
          --sentiment-model DIR  answer POST /v1/sentiment: {"text":…}, {"texts":[…]} or text/plain in
          --queue N              requests that wait for each model; what is beyond gets 429 (default: 64)
          --batch N              texts in one run of the sentiment model (default: 16)
          --batch-delay MS       how long a text waits for others to share its run (default: 2)
          --max-body BYTES       the largest body; what is beyond gets 413 (default: 16777216)
          --grace SECONDS        how long a stop waits for accepted requests (default: 25)
        GET /healthz, /readyz and /metrics answer always. Errors are {"error":"…"}. SIGTERM stops: what was accepted is
        answered, then exit status 0, or 2 when it took longer than --grace.
        """

    /// The command.
    public let command: Command
    let library: Path?
    let device: Device?
    let threads: Int?

    /// Parses the arguments after the program's name. Throws ``UsageError``.
    public init(_ arguments: [String]) throws(UsageError) {
        var words = try ArgumentList(arguments)
        guard let name = words.operands.first else { throw .noCommand }
        let operands = Array(words.operands.dropFirst())
        library = try words.path("--onnxruntime")
        device = try words.device("--device")
        threads = try words.number("--threads", in: 1...SessionSettings.highestThreads)
        switch name {
        case "ocr": command = try Self.ocr(operands, &words)
        case "sentiment": command = try Self.sentiment(operands, &words)
        case "serve":
            guard operands.isEmpty else { throw .unexpected(operands[0]) }
            command = .serve(try ServeSettings(&words))
        case "smoke":
            guard operands.count == 1 else { throw .noOperand(command: name, "exactly one PLAN.json") }
            command = .smoke(plan: try ArgumentList.path(operands[0]))
        case "info", "help":
            guard operands.isEmpty else { throw .unexpected(operands[0]) }
            command = name == "info" ? .info : .help
        default: throw .unknownCommand(name)
        }
        try words.finish()
    }

    private static func ocr(_ operands: [String], _ words: inout ArgumentList) throws(UsageError) -> Command {
        let model = try words.modelPath()
        if let list = try words.lines("--files-from") {
            guard operands.isEmpty else { throw .both("--files-from", "FILE") }
            return .ocrList(list, model: model)
        }
        guard !operands.isEmpty else { throw .noOperand(command: "ocr", "FILE") }
        var files: [Path] = []
        for operand in operands { files.append(try ArgumentList.path(operand)) }
        return .ocr(files: files, model: model)
    }

    private static func sentiment(_ operands: [String], _ words: inout ArgumentList) throws(UsageError) -> Command {
        let model = try words.modelPath()
        if let lines = try words.lines("--lines") {
            guard operands.isEmpty else { throw .both("--lines", "TEXT") }
            return .sentimentLines(lines, model: model)
        }
        guard !operands.isEmpty else { throw .noOperand(command: "sentiment", "TEXT") }
        return .sentiment(texts: operands, model: model)
    }

    /// How models are to be run on `device`.
    func settings(on device: Device) -> SessionSettings {
        SessionSettings(device: device, threads: threads)
    }
}

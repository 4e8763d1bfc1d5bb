/// What the command line asks for.
public struct Invocation: Equatable, Sendable {
    /// The commands with their operands.
    public enum Command: Equatable, Sendable {
        /// Read the text in pictures.
        case ocr(files: [Path], model: Path)
        /// Judge texts.
        case sentiment(texts: [String], model: Path)
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
               imagesmith-runtime sentiment TEXT… --model DIR [OPTION]…
               imagesmith-runtime smoke PLAN.json [OPTION]…
               imagesmith-runtime info [OPTION]…

        One JSON document goes to standard output. Exit status: 0 done, 2 failed, 64 wrong usage.

        options:
          --model DIR            the directory of the model, with its model.json
          --onnxruntime LIBRARY  the libonnxruntime.so to load (default: the one in ../lib of this program's directory)
          --device DEVICE        cpu, gpu or gpu:N (default: cpu; smoke: what the plan says)
          --threads N            threads of one operator (default: the processors that may be used)
          --                     what follows is no option
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
        case "ocr":
            let model = try words.modelPath()
            guard !operands.isEmpty else { throw .noOperand(command: name, "FILE") }
            var files: [Path] = []
            for operand in operands { files.append(try ArgumentList.path(operand)) }
            command = .ocr(files: files, model: model)
        case "sentiment":
            let model = try words.modelPath()
            guard !operands.isEmpty else { throw .noOperand(command: name, "TEXT") }
            command = .sentiment(texts: operands, model: model)
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

    /// How models are to be run on `device`.
    func settings(on device: Device) -> SessionSettings {
        SessionSettings(device: device, threads: threads)
    }
}

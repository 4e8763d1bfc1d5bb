/// What is wrong with a command line.
public enum UsageError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A word that is not UTF-8, by its place on the command line, the program's name not counted.
    case notText(place: Int)
    case noCommand
    case unknownCommand(String)
    case unknownOption(String)
    case unexpected(String)
    case noValue(String)
    case twice(String)
    case missing(String)
    case noOperand(command: String, String)
    case badDevice(DeviceError)
    case badNumber(String, value: String, ClosedRange<Int>)
    case badPath(FileError)
    case badHost(HostAddressError)
    case noServedModel
    case both(String, String)
    case otherDevice(asked: Device, planned: Device)

    /// The sentence for the user.
    public var description: String {
        switch self {
        case .notText(let place): "word \(place) of the command line is not UTF-8: convert the text, or rename the file"
        case .noCommand: "no command given"
        case .unknownCommand(let name): "\"\(name)\" is no command"
        case .unknownOption(let name): "\(name) is no option"
        case .unexpected(let word): "\"\(word)\" does not belong to this command"
        case .noValue(let name): "\(name) needs a value"
        case .twice(let name): "\(name) is given twice"
        case .missing(let name): "\(name) is missing"
        case .noOperand(let command, let operand): "\(command) needs \(operand)"
        case .badDevice(let error): "\(error)"
        case .badNumber(let name, let value, let range):
            "\(name) is \"\(value)\", allowed is \(range.lowerBound) to \(range.upperBound)"
        case .badPath(let error): "\(error)"
        case .badHost(let error): "\(error)"
        case .noServedModel: "serve needs --ocr-model, --sentiment-model or both"
        case .both(let one, let other): "\(one) and \(other) exclude each other"
        case .otherDevice(let asked, let planned):
            "--device is \(asked), but the plan is for \(planned): give no --device, or another plan"
        }
    }
}

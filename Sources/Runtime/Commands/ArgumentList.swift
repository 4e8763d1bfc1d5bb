/// The words of a command line, sorted into options and operands.
struct ArgumentList {
    private static let known: Set<String> = [
        "--model", "--onnxruntime", "--device", "--threads", "--files-from", "--lines", "--host", "--port",
        "--ocr-model", "--sentiment-model", "--queue", "--batch", "--batch-delay", "--max-body", "--grace",
    ]

    /// The command's name and what it works on.
    let operands: [String]
    private var options: [String: String]

    /// Throws ``UsageError`` for an option that is unknown, given twice, or lacks its value.
    init(_ arguments: [String]) throws(UsageError) {
        var operands: [String] = []
        var options: [String: String] = [:]
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if word == "--" {
                operands.append(contentsOf: rest)
                break
            }
            if word == "--help" || word == "-h" {
                operands = ["help"]
                options = [:]
                break
            }
            guard word.hasPrefix("-"), word != "-" else {
                operands.append(word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard Self.known.contains(name) else { throw .unknownOption(name) }
            guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else { throw .noValue(name) }
            guard options.updateValue(value, forKey: name) == nil else { throw .twice(name) }
        }
        self.operands = operands
        self.options = options
    }

    /// Throws ``UsageError/unexpected(_:)`` for an option that the command does not take.
    func finish() throws(UsageError) {
        guard let name = options.keys.min(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) else { return }
        throw .unexpected(name)
    }

    mutating func path(_ name: String) throws(UsageError) -> Path? {
        guard let text = options.removeValue(forKey: name) else { return nil }
        return try Self.path(text)
    }

    mutating func modelPath() throws(UsageError) -> Path {
        guard let path = try path("--model") else { throw .missing("--model") }
        return path
    }

    mutating func device(_ name: String) throws(UsageError) -> Device? {
        guard let text = options.removeValue(forKey: name) else { return nil }
        do { return try Device(parsing: text) } catch { throw .badDevice(error) }
    }

    mutating func number(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
        guard let text = options.removeValue(forKey: name) else { return nil }
        guard let number = Int(text), range.contains(number) else { throw .badNumber(name, value: text, range) }
        return number
    }

    mutating func lines(_ name: String) throws(UsageError) -> LineSource? {
        guard let text = options.removeValue(forKey: name) else { return nil }
        do { return try LineSource(parsing: text) } catch { throw .badPath(error) }
    }

    mutating func host(_ name: String) throws(UsageError) -> HostAddress? {
        guard let text = options.removeValue(forKey: name) else { return nil }
        do { return try HostAddress(parsing: text) } catch { throw .badHost(error) }
    }

    static func path(_ text: String) throws(UsageError) -> Path {
        do { return try Path(text) } catch { throw .badPath(error) }
    }
}

import Archive
import SystemPackage

/// The command line: `layer-benchmark [--rounds N] [--workers N] [--codec NAME]... [--scratch DIR] [--cache DIR] [--alone] [--check]
/// WHEEL|LOCK...`
struct Options {
    var rounds = 5
    var workers = 2
    var codecs: [Codec] = []
    var scratch: FilePath = "/tmp"
    /// Whether more than 1.1 times the reference's CPU is a failure.
    var check = false
    /// Whether the reference is left out.
    var alone = false
    var wheels: [FilePath] = []
    /// Locks of Debian layers.
    var locks: [FilePath] = []
    /// Where the packages of locks lie.
    var cache: FilePath?

    struct Fault: Error {
        let text: String
    }

    init(_ arguments: some Sequence<String>) throws(Fault) {
        var rest = Array(arguments)[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--rounds": rounds = try Options.number(rest.popFirst(), of: argument)
            case "--workers": workers = try Options.number(rest.popFirst(), of: argument)
            case "--codec":
                guard let codec = rest.popFirst().flatMap({ Codec(rawValue: $0) }) else {
                    throw Fault(text: "--codec wants none, gzip or zstd")
                }
                codecs.append(codec)
            case "--scratch":
                guard let path = rest.popFirst() else { throw Fault(text: "--scratch wants a directory") }
                scratch = FilePath(path)
            case "--cache":
                guard let path = rest.popFirst() else { throw Fault(text: "--cache wants a directory") }
                cache = FilePath(path)
            case "--check": check = true
            case "--alone": alone = true
            case _ where argument.hasPrefix("-"): throw Fault(text: "there is no option \(argument)")
            case _ where argument.hasSuffix(".json"): locks.append(FilePath(argument))
            default: wheels.append(FilePath(argument))
            }
        }
        if codecs.isEmpty { codecs = [.none, .gzip, .zstd] }
        if check, alone { throw Fault(text: "--check compares with the reference, which --alone leaves out") }
        if wheels.isEmpty, locks.isEmpty { throw Fault(text: "name the wheels or locks to make layers of") }
        if !locks.isEmpty, cache == nil { throw Fault(text: "--cache has to say where the packages of a lock lie") }
    }

    private static func number(_ text: String?, of option: String) throws(Fault) -> Int {
        guard let number = text.flatMap({ Int($0) }), number > 0 else { throw Fault(text: "\(option) wants a number") }
        return number
    }
}

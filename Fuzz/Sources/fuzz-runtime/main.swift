import CFuzzer
import Glibc

// fuzz-runtime TARGET [CORPUS…] [-OPTION=VALUE…]: the operands and options are libFuzzer's.

/// What is fuzzed in this process. libFuzzer's callback can carry nothing, so it stands here.
nonisolated(unsafe) private var target: FuzzTarget?

guard CommandLine.argc >= 2, let name = CommandLine.unsafeArgv[1],
    let chosen = FuzzTarget(rawValue: String(cString: name))
else {
    print("usage: fuzz-runtime TARGET [CORPUS...] [-OPTION=VALUE...]")
    print("targets: \(FuzzTarget.allCases.map(\.rawValue).joined(separator: " "))")
    exit(64)
}
target = chosen
// libFuzzer sees the words without the target's name.
var count = CommandLine.argc - 1
CommandLine.unsafeArgv[1] = CommandLine.unsafeArgv[0]
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
exit(
    LLVMFuzzerRunDriver(&count, &arguments) { start, count in
        var input = Input(start, count)
        // -1 keeps an input out of the corpus.
        return target?.run(&input) == true ? 0 : -1
    })

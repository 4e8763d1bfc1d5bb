import CFuzzer
import Glibc

// fuzz-images TARGET [CORPUS…] [-OPTION=VALUE…]: the operands and options are libFuzzer's.

/// What is fuzzed in this process. libFuzzer's callback can carry nothing, so it stands here.
nonisolated(unsafe) private var target: ImageTarget?

guard CommandLine.argc >= 2, let name = CommandLine.unsafeArgv[1],
    let chosen = ImageTarget(rawValue: String(cString: name))
else {
    print("usage: fuzz-images TARGET [CORPUS...] [-OPTION=VALUE...]")
    print("targets: \(ImageTarget.allCases.map(\.rawValue).joined(separator: " "))")
    exit(64)
}
target = chosen
// libFuzzer sees the words without the target's name.
var count = CommandLine.argc - 1
CommandLine.unsafeArgv[1] = CommandLine.unsafeArgv[0]
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
exit(
    LLVMFuzzerRunDriver(&count, &arguments) { start, count in
        let bytes = [UInt8](UnsafeBufferPointer(start: start, count: count))
        // -1 keeps an input out of the corpus.
        return target?.run(bytes) == true ? 0 : -1
    })

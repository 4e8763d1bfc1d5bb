import Glibc
import ModelRuntime

/// The program that runs models inside an image.
@main
struct Runtime {
    static func main() {
        do {
            let invocation = try Invocation(CommandLine.argc, CommandLine.unsafeArgv)
            let output = try invocation.run()
            // A full disk must not look like success.
            guard write(output, to: STDOUT_FILENO) else { fail("could not write to standard output", status: 2) }
        } catch let error as UsageError {
            fail("\(error)\n\(Invocation.usage)", status: 64)
        } catch {
            fail("\(error)", status: 2)
        }
    }

    private static func fail(_ text: String, status: CInt) -> Never {
        _ = write("imagesmith-runtime: " + text, to: STDERR_FILENO)
        exit(status)
    }

    /// Writes a line; false when not all of it could be written.
    private static func write(_ text: String, to descriptor: CInt) -> Bool {
        var rest = Array((text + "\n").utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

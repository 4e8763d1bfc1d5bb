import Glibc
import ModelRuntime

/// The program that runs models inside an image.
@main
struct Runtime {
    /// Standard output takes no more. A full disk must not look like success.
    private struct OutputError: Error, CustomStringConvertible {
        let description = "could not write to standard output"
    }

    static func main() {
        do {
            let invocation = try Invocation(CommandLine.argc, CommandLine.unsafeArgv)
            let output = Output { text in
                guard write(text, to: STDOUT_FILENO) else { throw OutputError() }
            } log: { sentence in
                tell(sentence)
            }
            end(try invocation.run(output))
        } catch let error as UsageError {
            fail("\(error)\n\(Invocation.usage)", status: 64)
        } catch {
            fail("\(error)", status: 2)
        }
    }

    private static func fail(_ text: String, status: CInt) -> Never {
        tell(text)
        end(status)
    }

    /// Nothing is buffered, and threads of ONNX Runtime may still run, whose library's destructors `exit` would call.
    private static func end(_ status: CInt) -> Never { _exit(status) }

    private static func tell(_ text: String) { _ = write("imagesmith-runtime: \(text)\n", to: STDERR_FILENO) }

    /// Writes a text; false when not all of it could be written.
    private static func write(_ text: String, to descriptor: CInt) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

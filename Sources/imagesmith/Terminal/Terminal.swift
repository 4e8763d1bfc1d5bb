import Glibc
import OCI

/// Where text goes: results to stdout, the rest to stderr.
enum Terminal {
    /// Prints a line of the result.
    static func result(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

    /// Prints the one JSON document of a command that was asked for JSON.
    static func result(_ json: JSON) {
        write(String(decoding: json.indented(), as: UTF8.self), to: STDOUT_FILENO)
    }

    /// Tells what happens, or warns.
    static func note(_ line: String) { write(line + "\n", to: STDERR_FILENO) }

    /// Tells why a command could not finish.
    static func fail(_ sentence: String) {
        let mark = isColoured(STDERR_FILENO) ? "\u{1b}[1;31merror:\u{1b}[0m" : "error:"
        note("imagesmith: \(mark) \(printable(sentence))")
    }

    /// Whether what is read at the other end is a terminal that wants colours (https://no-color.org).
    static func isColoured(_ descriptor: Int32) -> Bool {
        let refused = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
        return isatty(descriptor) == 1 && !refused
    }

    /// The text without what a terminal would obey: names in images are their authors' choice.
    static func printable(_ text: String) -> String {
        var safe = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control || scalar.properties.isBidiControl
            if isControl, scalar != "\n", scalar != "\t" {
                safe.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            } else {
                safe.append(scalar)
            }
        }
        return String(safe)
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count < 0 {
                    if errno == EINTR { continue }
                    return
                }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }
}

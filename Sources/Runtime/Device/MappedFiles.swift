import Glibc

/// The files that this process has in its memory.
enum MappedFiles {
    /// Their paths, each once, in the order of their addresses. Source: proc_pid_maps(5).
    static func paths() throws(FileError) -> [Path] {
        let file = try InputFile(Path("/proc/self/maps"))
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        // The file has no size, and a process of this kind some hundred lines.
        while text.count < 64 << 20 {
            let count = fread(&buffer, 1, buffer.count, file.stream)
            if count == 0 { break }
            text += buffer[..<count]
        }
        return paths(in: text)
    }

    /// A line's path begins after five fields; what begins with another sign than `/` is no file.
    static func paths(in text: [UInt8]) -> [Path] {
        var paths: [Path] = []
        for line in text.split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 5)
            guard fields.count == 6 else { continue }
            let name = fields[5].drop { $0 == UInt8(ascii: " ") }
            guard name.first == UInt8(ascii: "/"), let path = try? Path(String(decoding: name, as: UTF8.self)),
                !paths.contains(path)
            else { continue }
            paths.append(path)
        }
        return paths
    }
}

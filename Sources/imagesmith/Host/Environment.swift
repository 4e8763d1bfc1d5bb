import Glibc
import OCI
import SystemPackage

/// The process's environment: read here and nowhere below.
enum Environment {
    /// The value of a variable that is set and not empty.
    static subscript(name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }

    /// All of it.
    static var all: [String: String] {
        var values: [String: String] = [:]
        var pointer = environ
        while let entry = pointer.pointee {
            let parts = String(cString: entry).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { values[String(parts[0])] = String(parts[1]) }
            pointer += 1
        }
        return values
    }

    /// The directory that relative paths start from.
    static var workingDirectory: FilePath {
        guard let text = getcwd(nil, 0) else { return "." }
        defer { free(text) }
        return FilePath(String(cString: text))
    }

    /// A directory for a kind of data, by the XDG base directory specification: `variable`, else `fallback` below `HOME`.
    static func directory(_ variable: String, below fallback: String) -> FilePath {
        let base = self[variable].map { FilePath($0) } ?? FilePath(self["HOME"] ?? "/root").appending(fallback)
        return base.appending("imagesmith")
    }

    /// Where inputs are kept, and staged where memory has no room: `IMAGESMITH_CACHE`, else below `XDG_CACHE_HOME`.
    static var cachePath: FilePath {
        if let variable = self["IMAGESMITH_CACHE"] { return absolute(FilePath(variable)) }
        return directory("XDG_CACHE_HOME", below: ".cache")
    }

    /// The path from the root.
    static func absolute(_ path: FilePath) -> FilePath { workingDirectory.pushing(path).lexicallyNormalized() }

    /// The directory that this program lies in.
    static var programDirectory: FilePath {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard count > 0 else { return "." }
        let bytes = buffer[..<count].map { UInt8(bitPattern: $0) }
        return FilePath(String(decoding: bytes, as: UTF8.self)).removingLastComponent()
    }

    /// How many processors are there.
    static var processors: Int { Swift.max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// What this program runs on.
    static var platform: Platform {
        #if arch(arm64)
            Platform(os: "linux", architecture: "arm64")
        #else
            Platform(os: "linux", architecture: "amd64")
        #endif
    }

    /// The time, in seconds since 1970.
    static var time: Int64 { Int64(Glibc.time(nil)) }
}

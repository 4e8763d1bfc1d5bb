extension Engine {
    /// The ONNX Runtime that was installed with this program: the one `libonnxruntime.so*` in `../lib` of the directory
    /// that the executable (`/proc/self/exe`) lies in. Links to one file count once.
    ///
    /// Throws ``EngineError`` when there is none or more than one, ``FileError`` when the directory cannot be read.
    public static func installedLibrary() throws -> Path {
        let executable = try Directory.resolve(Path("/proc/self/exe"))
        let parent = executable.parent
        guard let directory = try? Directory(Path(parent.string + "/../lib")) else {
            throw try EngineError.noLibrary(directory: Path(parent.parent.string + "/lib"))
        }
        return try library(in: directory)
    }

    static func library(in directory: Directory) throws -> Path {
        var libraries: [Path] = []
        for name in try directory.names() where name.string.hasPrefix("libonnxruntime.so") {
            let library = try Directory.resolve(directory.path.appending(name))
            if !libraries.contains(library) { libraries.append(library) }
        }
        switch libraries.count {
        case 0: throw EngineError.noLibrary(directory: directory.path)
        case 1: return libraries[0]
        default: throw EngineError.severalLibraries(libraries)
        }
    }
}

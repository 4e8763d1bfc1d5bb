import ELF
import OCI

/// Finds the program that a configuration names in the layers as they lie upon each other, and whether it can be started.
struct ProgramSearch {
    let tree: LibraryTree
    let execution: ExecutionFields
    let platform: Platform?

    /// What those who run containers take where the configuration sets no `PATH`. Source: runc, libcontainer; Docker.
    private static let standardPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    /// How many interpreters of scripts are followed; the kernel follows four.
    private static let depth = 4

    /// Why a program cannot be started; nil where it can be.
    func fault(of program: String) -> String? { fault(of: program, depth: 0) }

    private func fault(of program: String, depth: Int) -> String? {
        guard program.contains("/") else {
            var last = "'\(program)' is nowhere in PATH"
            for directory in (execution.variable("PATH") ?? ProgramSearch.standardPath).split(separator: ":") {
                let place = tree.place(of: "\(directory)/\(program)".utf8, from: execution.workingDirectory.utf8)
                guard case .file(let file) = place else { continue }
                guard let fault = fault(of: file, named: program, depth: depth) else { return nil }
                last = fault
                // A file that may not be run is passed over; one that cannot be is what is run.
                if file.mode & 0o111 != 0 { break }
            }
            return last
        }
        switch tree.place(of: program.utf8, from: execution.workingDirectory.utf8) {
        case .nothing: return "'\(program)' is not in the image"
        case .directory: return "'\(program)' is a directory"
        case .other: return "'\(program)' is no file"
        case .file(let file): return fault(of: file, named: program, depth: depth)
        }
    }

    private func fault(of file: TreeFile, named name: String, depth: Int) -> String? {
        if file.mode & 0o111 == 0 { return "'\(name)' may not be run by anybody" }
        switch file.content {
        case .scanned(.object(let object)):
            guard let machine = platform.flatMap({ ProgramSearch.machines[$0.architecture] }) else { return nil }
            if object.machine != machine { return "'\(name)' is a program for another processor" }
            if case .other = object.kind { return "'\(name)' is an object file, and no program" }
            return nil
        case .script(let line): return fault(ofScript: line, named: name, depth: depth)
        case .scanned(.other): return "'\(name)' is neither a program nor a script"
        // What is wrong with these is told of as an object file's fault, or cannot be told.
        case .scanned(.foreign), .scanned(.malformed), .text: return nil
        }
    }

    /// Source: execve(2), "Interpreter scripts"; env(1).
    private func fault(ofScript line: [UInt8], named name: String, depth: Int) -> String? {
        let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            .map { String(decoding: $0, as: UTF8.self) }
        guard let interpreter = words.first else { return "'\(name)' is a script without an interpreter" }
        guard depth < ProgramSearch.depth else { return "'\(name)' is a script of scripts" }
        var wanted = [interpreter]
        if interpreter.hasSuffix("/env"), let program = words.dropFirst().first(where: { $0 != "-S" }),
            !program.hasPrefix("-"), !program.contains("=")
        {
            wanted.append(program)
        }
        for program in wanted {
            if let fault = fault(of: program, depth: depth + 1) { return "'\(name)' is a script, and \(fault)" }
        }
        return nil
    }

    /// The processors of architectures whose object files are read. Source: System V gABI, e_machine.
    private static let machines: [String: ELFMachine] = [
        "amd64": .x8664, "arm64": .aarch64, "riscv64": .riscv, "ppc64le": .ppc64,
    ]
}

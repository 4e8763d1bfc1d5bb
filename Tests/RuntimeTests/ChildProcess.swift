import Glibc
import Testing

@testable import ModelRuntime

/// The real program, started by a test that talks to it while it runs.
final class ChildProcess {
    private let id: pid_t
    private let input: UnsafeMutablePointer<FILE>
    private let output: UnsafeMutablePointer<FILE>
    private let errors: UnsafeMutablePointer<FILE>
    private var isOver = false

    /// Starts `imagesmith-runtime`, which lies beside the program that `make test` names.
    init(_ arguments: [String]) throws {
        let program = try RepositoryFiles.required("IMAGESMITH_PROGRAM").parent.string + "/imagesmith-runtime"
        let library = try RepositoryFiles.required("IMAGESMITH_TEST_ONNXRUNTIME").string
        var pipes: [[CInt]] = []
        for _ in 0..<3 {
            var ends: [CInt] = [0, 0]
            let made = pipe(&ends) == 0
            try #require(made)
            // Another test's child must not hold this one's pipes open.
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            pipes.append(ends)
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, pipes[0][0], 0)
        posix_spawn_file_actions_adddup2(&actions, pipes[1][1], 1)
        posix_spawn_file_actions_adddup2(&actions, pipes[2][1], 2)
        let words = ([program] + arguments + ["--onnxruntime", library]).map { strdup($0) }
        defer { for word in words { free(word) } }
        var id: pid_t = 0
        let code = posix_spawn(&id, program, &actions, nil, words + [nil], environ)
        try #require(code == 0, "could not start \(program): errno \(code)")
        for end in [pipes[0][0], pipes[1][1], pipes[2][1]] { close(end) }
        self.id = id
        input = try #require(fdopen(pipes[0][1], "w"))
        output = try #require(fdopen(pipes[1][0], "r"))
        errors = try #require(fdopen(pipes[2][0], "r"))
    }

    deinit {
        if !isOver {
            kill(id, SIGKILL)
            waitpid(id, nil, 0)
        }
        for stream in [output, errors] { fclose(stream) }
    }

    /// Writes to the program's standard input at once.
    func write(_ text: String) {
        fputs(text, input)
        fflush(input)
    }

    /// Ends the program's standard input.
    func endInput() { fclose(input) }

    /// The next line of standard output, or nil at its end.
    func line() -> String? { Self.line(output) }

    /// The next line of standard error, or nil at its end.
    func errorLine() -> String? { Self.line(errors) }

    func signal(_ number: CInt) { kill(id, number) }

    /// Waits for the end and gives the exit status, or the signal's number, negative.
    func wait() -> Int32 {
        var status: CInt = 0
        waitpid(id, &status, 0)
        isOver = true
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    }

    private static func line(_ stream: UnsafeMutablePointer<FILE>) -> String? {
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        guard getline(&line, &capacity, stream) > 0, let line else { return nil }
        let text = String(cString: line)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}

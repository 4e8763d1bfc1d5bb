public import SystemPackage

/// A program of the host with all that it is given: nothing comes from this process's own environment.
public struct HostCommand: Hashable, Sendable {
    /// The program.
    public let program: HostProgram
    /// Its arguments, without its own name.
    public let arguments: [String]
    /// Its whole environment.
    public let environment: [EnvironmentVariable]
    /// The directory it starts in; nil means this process's own.
    public let workingDirectory: FilePath?
    /// What it reads from standard input.
    public let input: [UInt8]
    /// How long it may run.
    public let timeout: Duration
    /// How many bytes of its standard output, and of its standard error, are kept.
    public let outputLimit: Int

    /// A command from its parts.
    ///
    /// - Throws: ``CommandError/argument(_:)`` for an argument with a NUL.
    public init(
        _ program: HostProgram, _ arguments: [String], environment: [EnvironmentVariable] = [.standardPath],
        workingDirectory: FilePath? = nil, input: [UInt8] = [], timeout: Duration = .seconds(600),
        outputLimit: Int = 4 << 20
    ) throws(CommandError) {
        if let bad = arguments.first(where: { $0.utf8.contains(0) }) { throw .argument(bad) }
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.input = input
        self.timeout = timeout
        self.outputLimit = outputLimit
    }
}

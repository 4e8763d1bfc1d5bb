import Subprocess
public import SystemPackage

/// A program of the system, as an independent judge or as a workshop for test data.
public struct Tool: Hashable, Sendable {
    /// What a run left.
    public struct Outcome: Hashable, Sendable {
        /// The exit status; a signal's number, negative, if one ended it.
        public let status: Int32
        /// The standard output.
        public let output: [UInt8]
        /// The standard error.
        public let errors: [UInt8]

        /// The standard output as text.
        public var text: String { String(decoding: output, as: UTF8.self) }
        /// The standard error as text.
        public var errorText: String { String(decoding: errors, as: UTF8.self) }
    }

    /// What keeps a test from judging: it fails then, and says what to do.
    public enum Failure: Error, Equatable, Sendable, CustomStringConvertible {
        /// The program is not installed.
        case missing(name: String, package: String)
        /// The program ended with another status than 0.
        case failed(name: String, arguments: [String], status: Int32, errors: String)

        /// One sentence with the next step.
        public var description: String {
            switch self {
            case .missing(let name, let package):
                "running \(name): not found; install the Debian package \(package)"
            case .failed(let name, let arguments, let status, let errors):
                "running \(name) \(arguments.joined(separator: " ")): it ended with status \(status): \(errors)"
            }
        }
    }

    /// The program's name, looked up in PATH.
    public let name: String
    /// The Debian package that has it.
    public let package: String

    /// A program by name; the package may be left out where it is named like the program, or is known here.
    public init(_ name: String, package: String? = nil) {
        self.name = name
        self.package = package ?? Self.packages[name] ?? name
    }

    /// Runs the program to its end and collects what it writes, 256 MiB at most.
    /// - Parameters:
    ///   - environment: Variables beside the inherited ones; nil removes one.
    ///   - directory: Where to run; here if nil.
    /// - Throws: `Failure.missing`, or what Subprocess throws. A status other than 0 is an outcome.
    public func run(
        _ arguments: [String], environment: [String: String?] = [:], in directory: FilePath? = nil,
        input: [UInt8] = []
    ) async throws -> Outcome {
        let longest = 256 << 20
        var variables: [Environment.Key: String?] = [:]
        for (key, value) in environment { variables[Environment.Key(stringLiteral: key)] = .some(value) }
        // A file, because Subprocess takes this process with it where a program ends before it has read what it is written.
        let scratch = try TemporaryDirectory()
        let source = try FileDescriptor.open(
            scratch.path.appending("input"), .readWrite, options: [.create, .closeOnExec], permissions: .ownerReadWrite)
        defer { try? source.close() }
        try source.writeAll(toAbsoluteOffset: 0, input)
        do {
            let result = try await Subprocess.run(
                .name(name), arguments: Arguments(arguments), environment: .inherit.updating(variables),
                workingDirectory: directory, input: .fileDescriptor(source, closeAfterSpawningProcess: false),
                output: .bytes(limit: longest), error: .bytes(limit: longest))
            let status =
                switch result.terminationStatus {
                case .exited(let code): code
                case .signaled(let signal): -signal
                }
            return Outcome(status: status, output: result.standardOutput, errors: result.standardError)
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw Failure.missing(name: name, package: package)
        }
    }

    /// Runs the program, which has to succeed, and returns its standard output.
    /// - Throws: `Failure`, or what Subprocess throws.
    @discardableResult
    public func callAsFunction(
        _ arguments: String..., environment: [String: String?] = [:], in directory: FilePath? = nil,
        input: [UInt8] = []
    ) async throws -> [UInt8] {
        let outcome = try await run(arguments, environment: environment, in: directory, input: input)
        guard outcome.status == 0 else {
            throw Failure.failed(
                name: name, arguments: arguments, status: outcome.status, errors: outcome.errorText)
        }
        return outcome.output
    }

    private static let packages: [String: String] = [
        "ar": "binutils", "bsdcpio": "libarchive-tools", "bsdtar": "libarchive-tools", "dpkg-deb": "dpkg",
        "gpg": "gnupg", "gpgv": "gpgv", "mkfifo": "coreutils", "nm": "binutils", "objdump": "binutils",
        "readelf": "binutils", "sha256sum": "coreutils", "sha512sum": "coreutils", "sh": "dash",
        "xz": "xz-utils", "setfattr": "attr", "getfattr": "attr", "unshare": "util-linux",
    ]
}

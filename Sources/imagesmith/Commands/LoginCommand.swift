import ArgumentParser
import Glibc
import HTTP
import OCI
import SystemPackage

/// `imagesmith login`.
struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Keep the login for a registry, where podman and skopeo read it too.",
        discussion: """
            The password is read from standard input, up to the end or its first line break: it never stands in a command line.
            The registry is asked whether it takes the login before it is kept.
            """)

    @Argument(help: ArgumentHelp("The registry.", valueName: "host[:port]"))
    var host: String

    @Option(name: .shortAndLong, help: "The user.")
    var username: String

    @Option(help: ArgumentHelp("The file of logins, in place of the usual one.", valueName: "file"))
    var authfile: String?

    @OptionGroup var registries: RegistryOptions
    @OptionGroup var store: StoreOptions

    func run() async throws {
        let place = try RegistryHost(host)
        let password = try LoginCommand.password()
        let login = try HTTPCredential(user: username, password: password)
        let client = try registries.client()
        let verdict = try await runBlocking { try client.check(login, at: place) }
        let file = HostRegistry.loginFile(authfile)
        let before = try file.status() == nil ? nil : file.read(limit: 1 << 20)
        let after = try RegistryLoginFile.adding(user: username, password: password, for: place, to: before)
        try file.removingLastComponent().createDirectories()
        try file.replace(with: after, permissions: 0o600)
        if store.json {
            Terminal.result(["host": .string(place.description), "accepted": .bool(verdict == .accepted)])
        } else {
            if verdict == .notAsked { Terminal.note("note: \(place) asks nobody to log in; the login was not tried") }
            Terminal.result("logged in to \(place)")
        }
    }

    /// What stands on standard input.
    private static func password() throws -> String {
        guard isatty(STDIN_FILENO) == 0 else {
            throw ValidationError("the password is read from standard input: imagesmith login HOST -u USER < FILE")
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count <= 1 << 16 {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        let line = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
        guard !line.isEmpty, line.count <= 1 << 16, let text = String(validating: line, as: UTF8.self) else {
            throw ValidationError("there is no password on standard input")
        }
        return text
    }
}

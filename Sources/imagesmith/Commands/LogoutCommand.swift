import ArgumentParser
import OCI
import SystemPackage

/// `imagesmith logout`.
struct LogoutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout", abstract: "Forget the login for a registry.")

    @Argument(help: ArgumentHelp("The registry.", valueName: "host[:port]"))
    var host: String

    @Option(help: ArgumentHelp("The file of logins, in place of the usual one.", valueName: "file"))
    var authfile: String?

    @OptionGroup var store: StoreOptions

    func run() throws {
        let place = try RegistryHost(host)
        let file = HostRegistry.loginFile(authfile)
        let before = try file.status() == nil ? [] : file.read(limit: 1 << 20)
        guard let after = try before.isEmpty ? nil : RegistryLoginFile.removing(place, from: before) else {
            throw LoginError.unknown(place, file)
        }
        try file.replace(with: after, permissions: 0o600)
        if store.json {
            Terminal.result(["host": .string(place.description)])
        } else {
            Terminal.result("logged out of \(place)")
        }
    }
}

/// What keeps a login from being forgotten.
enum LoginError: Error, Equatable, CustomStringConvertible {
    case unknown(RegistryHost, FilePath)

    /// The sentence for people.
    var description: String {
        switch self {
        case .unknown(let host, let file):
            "\(file) has no login for \(host); a credential helper keeps it, or another file: see --authfile"
        }
    }
}

import HTTP

/// A program that keeps logins, by the name that configurations call it: `docker-credential-NAME`.
///
/// Source: containers-auth.json(5), `credHelpers`; docker-credential-helpers, "Development".
public struct CredentialHelper: Hashable, Sendable, CustomStringConvertible {
    /// The name, as `pass`.
    public let name: String

    /// A helper's name; nil for what could lead out of the directories of programs.
    init?(_ name: String) {
        guard !name.isEmpty, name.utf8.count <= 100, name.wholeMatch(of: /[A-Za-z0-9_][A-Za-z0-9._-]*/) != nil else {
            return nil
        }
        self.name = name
    }

    /// The program.
    public var program: String { "docker-credential-\(name)" }

    /// The program.
    public var description: String { program }

    /// What the program gets on its standard input for a host; Docker Hub is known by an address of old.
    public static func input(for host: RegistryHost) -> [UInt8] {
        Array((host.description == "docker.io" ? "https://index.docker.io/v1/" : host.description).utf8)
    }

    /// Reads what the program prints for `get`.
    ///
    /// - Throws: ``RegistryError/helper(_:_:reason:)`` for what is no login. The output itself is never told.
    public func login(printed output: [UInt8], for host: RegistryHost) throws(RegistryError) -> RegistryLogin {
        let user: String
        let secret: String
        do throws(JSONError) {
            let object = try JSONField(JSON(parsing: output)).object()
            user = try object.required("Username").string()
            secret = try object.required("Secret").string()
        } catch { throw .helper(self, host, reason: "it printed no login") }
        // Source: docker-credential-helpers, "Development": this user stands for an identity token.
        let login =
            user == "<token>"
            ? IdentityToken(secret).map { .identity($0) }
            : (try? HTTPCredential(user: user, password: secret)).map { RegistryLogin.password($0) }
        guard let login else { throw .helper(self, host, reason: "it printed a login that cannot be sent") }
        return login
    }
}

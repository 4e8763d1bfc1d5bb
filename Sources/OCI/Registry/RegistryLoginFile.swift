/// Changes a file of logins without touching what else is in it.
///
/// Source: containers-auth.json(5).
public enum RegistryLoginFile {
    /// The file with a login for a host, in place of the one that it had.
    ///
    /// - Parameter bytes: The file as it is; nil where there is none.
    /// - Throws: ``RegistryError/logins(_:)`` for what is no such file.
    public static func adding(
        user: String, password: String, for host: RegistryHost, to bytes: [UInt8]?
    ) throws(RegistryError) -> [UInt8] {
        var (members, auths) = try parts(of: bytes)
        for key in keys(of: host, in: auths) { auths[key] = nil }
        auths[host.description] = ["auth": .string(Base64.encode(Array("\(user):\(password)".utf8)))]
        members["auths"] = .object(auths)
        return JSON.object(members).indented()
    }

    /// The file without the login for a host; nil where it has none.
    ///
    /// - Throws: ``RegistryError/logins(_:)`` for what is no such file.
    public static func removing(_ host: RegistryHost, from bytes: [UInt8]) throws(RegistryError) -> [UInt8]? {
        var (members, auths) = try parts(of: bytes)
        let found = keys(of: host, in: auths)
        if found.isEmpty { return nil }
        for key in found { auths[key] = nil }
        members["auths"] = .object(auths)
        return JSON.object(members).indented()
    }

    private static func parts(of bytes: [UInt8]?) throws(RegistryError) -> ([String: JSON], [String: JSON]) {
        guard let bytes, !bytes.isEmpty else { return ([:], [:]) }
        do throws(JSONError) {
            let members = try JSONField(JSON(parsing: bytes)).object().members
            let auths = try members["auths"].map { auths throws(JSONError) in
                try JSONField(auths, path: "auths").object().members
            }
            return (members, auths ?? [:])
        } catch { throw .logins(error) }
    }

    /// The host's entries, however they are written; entries for a part of a registry stay.
    private static func keys(of host: RegistryHost, in auths: [String: JSON]) -> [String] {
        auths.keys.filter { RegistryLogins.place($0) == host.description }
    }
}

import OCI

/// What of a configuration says how a container runs, as much of it as can be read; what is malformed is told of elsewhere.
struct ExecutionFields: Sendable {
    let user: String
    let workingDirectory: String
    /// The variables in their order.
    let environment: [(name: String, value: String)]
    /// The program with its arguments: the entry point's, then the command's.
    let arguments: [String]
    /// What a health check runs, as it stands there.
    let healthcheck: [String]
    /// What runs the lines of `CMD-SHELL`.
    let shell: [String]
    /// What a build upon the image runs.
    let triggers: [String]

    init(_ json: JSON?) {
        var members: [String: JSON] = [:]
        if case .object(let root)? = json, case .object(let config)? = root["config"] { members = config }
        func text(_ json: JSON?) -> String? { if case .string(let text)? = json { text } else { nil } }
        func texts(_ json: JSON?) -> [String] {
            guard case .array(let elements)? = json else { return [] }
            return elements.compactMap { text($0) }
        }
        user = text(members["User"]) ?? ""
        workingDirectory = text(members["WorkingDir"]) ?? ""
        environment = texts(members["Env"]).compactMap { entry in
            let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }
        arguments = texts(members["Entrypoint"]) + texts(members["Cmd"])
        if case .object(let health)? = members["Healthcheck"] {
            healthcheck = texts(health["Test"])
        } else {
            healthcheck = []
        }
        shell = texts(members["Shell"])
        triggers = texts(members["OnBuild"])
    }

    /// What a variable is set to; nil for one that is not.
    func variable(_ name: String) -> String? { environment.last { $0.name == name }?.value }
}

import OCI

/// Passwords and keys in a configuration, where everybody who has the image reads them.
///
/// A secret itself is never told, only where it stands and what it is taken for.
enum SecretCheck {
    static func faults(of json: JSON) -> [PolicyFault] {
        guard case .object(let root) = json else { return [] }
        var faults: [PolicyFault] = []
        func look(at place: String, _ json: JSON?) {
            guard case .string(let text)? = json, let kind = kind(in: text) else { return }
            faults.append(PolicyFault(.configSecret, "\(place) holds \(kind)"))
        }
        let execution = ExecutionFields(json)
        for (name, value) in execution.environment {
            if let kind = kind(in: value) {
                faults.append(PolicyFault(.configSecret, "the variable \(name) holds \(kind)"))
            } else if isSecretName(name), !value.isEmpty, !value.hasPrefix("/") {
                faults.append(PolicyFault(.configSecret, "the variable \(name) is set"))
            }
        }
        for (place, arguments) in [("a program's argument", execution.arguments), ("OnBuild", execution.triggers)] {
            for argument in arguments { look(at: place, .string(argument)) }
        }
        if case .object(let config)? = root["config"], case .object(let labels)? = config["Labels"] {
            for (name, value) in labels.sorted(by: { $0.key < $1.key }) { look(at: "the label \(name)", value) }
        }
        if case .array(let steps)? = root["history"] {
            for (index, step) in steps.enumerated() {
                guard case .object(let step) = step else { continue }
                for key in ["comment", "created_by"] { look(at: "history[\(index)].\(key)", step[key]) }
            }
        }
        return faults
    }

    /// Names that hold nothing but secrets; `_FILE` at the end names where one lies.
    private static func isSecretName(_ name: String) -> Bool {
        let name = name.uppercased()
        return ["PASSWORD", "PASSWD", "SECRET", "TOKEN", "API_KEY", "APIKEY", "ACCESS_KEY", "PRIVATE_KEY"].contains {
            name == $0 || name.hasSuffix("_\($0)")
        }
    }

    /// How a key begins, how many letters and digits follow at least, and whose it is.
    private static let prefixes: [(prefix: String, count: Int, kind: String)] = [
        ("AKIA", 16, "an access key of AWS"), ("ASIA", 16, "an access key of AWS"),
        ("ghp_", 36, "a token of GitHub"), ("gho_", 36, "a token of GitHub"), ("ghs_", 36, "a token of GitHub"),
        ("github_pat_", 36, "a token of GitHub"), ("glpat-", 20, "a token of GitLab"),
        ("hf_", 30, "a token of Hugging Face"), ("nvapi-", 40, "a key of NVIDIA"),
        ("sk-ant-", 40, "a key of Anthropic"),
        ("sk-proj-", 40, "a key of OpenAI"), ("AIza", 35, "a key of Google"), ("npm_", 36, "a token of npm"),
        ("pypi-AgE", 40, "a token of PyPI"), ("xoxb-", 20, "a token of Slack"), ("xoxp-", 20, "a token of Slack"),
        ("dckr_pat_", 20, "a token of Docker"), ("eyJhbGciOi", 40, "a JSON web token"),
    ]

    private static func kind(in text: String) -> String? {
        let bytes = Array(text.utf8)
        if bytes.firstRange(of: Array("PRIVATE KEY-----".utf8)) != nil { return "a private key" }
        for (prefix, count, kind) in prefixes {
            var rest = bytes[...]
            while let found = rest.firstRange(of: Array(prefix.utf8)) {
                let isStart = found.lowerBound == bytes.startIndex || !isWord(bytes[found.lowerBound - 1])
                let tail = bytes[found.upperBound...].prefix { isWord($0) || $0 == UInt8(ascii: ".") }
                if isStart, tail.count >= count { return kind }
                rest = bytes[found.upperBound...]
            }
        }
        return nil
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

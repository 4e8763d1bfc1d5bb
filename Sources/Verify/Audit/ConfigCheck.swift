import OCI

/// What those who run containers make of a configuration, field by field.
///
/// Types that `ImageConfig` reads are its own to check. Source: OCI image-spec, config.md.
struct ConfigCheck {
    private(set) var faults: [(code: FindingCode, actual: String)] = []

    init(_ json: JSON) {
        guard case .object(let members) = json else { return }
        times(members)
        guard case .object(let execution)? = members["config"] else { return }
        if case .string(let user)? = execution["User"], !user.isEmpty, !ConfigCheck.isUser(user) {
            add(.configUser, user)
        }
        if case .string(let directory)? = execution["WorkingDir"], !directory.isEmpty,
            !ConfigCheck.isWorkingDirectory(directory)
        {
            add(.configWorkdir, directory)
        }
        environment(execution["Env"])
        for port in ConfigCheck.keys(execution["ExposedPorts"]) where !ConfigCheck.isPort(port) {
            add(.configPort, port)
        }
        for volume in ConfigCheck.keys(execution["Volumes"]) where !ConfigCheck.isPlain(volume) {
            add(.configVolume, volume)
        }
        if case .string(let signal)? = execution["StopSignal"], !signal.isEmpty, !ConfigCheck.isSignal(signal) {
            add(.configStopSignal, signal)
        }
        shapes(execution)
    }

    private mutating func add(_ code: FindingCode, _ actual: String) { faults.append((code, actual)) }

    private static func keys(_ json: JSON?) -> [String] {
        guard case .object(let members)? = json else { return [] }
        return members.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private mutating func times(_ members: [String: JSON]) {
        var times: [(place: String, value: JSON?)] = [("created", members["created"])]
        if case .array(let steps)? = members["history"] {
            for (index, step) in steps.enumerated() {
                guard case .object(let step) = step else { continue }
                times.append(("history[\(index)].created", step["created"]))
            }
        }
        for case (let place, .string(let text)?) in times where !RFC3339.isTime(text) {
            add(.configTime, "\(place) is '\(text)'")
        }
    }

    private mutating func environment(_ json: JSON?) {
        guard case .array(let entries)? = json else { return }
        var names: Set<String> = []
        for case .string(let entry) in entries {
            let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                add(.configEnv, "the entry '\(entry)'")
                continue
            }
            let name = String(parts[0])
            if !names.insert(name).inserted { add(.configEnv, "'\(name)' twice") }
            // Read by the loader of every program: ld.so(8).
            if ["LD_PRELOAD", "LD_AUDIT"].contains(name), !parts[1].isEmpty { add(.configEnvLoader, entry) }
        }
    }

    /// Members that nobody else reads, and that Docker takes from the image.
    private mutating func shapes(_ execution: [String: JSON]) {
        for key in ["OnBuild", "Shell"] {
            guard let value = execution[key], value != .null else { continue }
            do throws(JSONError) { _ = try JSONField(value, path: "config.\(key)").strings() } catch {
                add(.jsonMember, error.description)
            }
        }
        for key in ["Volumes", "ExposedPorts"] {
            guard let value = execution[key], value != .null else { continue }
            do throws(JSONError) {
                let object = try JSONField(value, path: "config.\(key)").object()
                for name in object.members.keys.sorted() { _ = try object.required(name).object() }
            } catch { add(.jsonMember, error.description) }
        }
        guard let value = execution["Healthcheck"], value != .null else { return }
        do throws(JSONError) {
            let health = try JSONField(value, path: "config.Healthcheck").object()
            _ = try health.optional("Test")?.strings()
            for key in ["Interval", "Timeout", "StartPeriod", "Retries"] { _ = try health.optional(key)?.integer() }
        } catch { add(.jsonMember, error.description) }
    }
}

extension ConfigCheck {
    /// `user`, `uid`, `user:group` and so on. Digits are a number, never a name, and the kernel's are 31 bits wide for
    /// those who run containers (CVE-2024-40635).
    static func isUser(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count <= 2
            && parts.allSatisfy { part in
                guard let first = part.utf8.first else { return false }
                if part.utf8.allSatisfy(\.isDigit) { return part.utf8.count <= 10 && Int32(part) != nil }
                return first != UInt8(ascii: "-") && first != UInt8(ascii: "+")
                    && part.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "/") }
            }
    }

    /// Absolute, and not where descriptors of the runtime could be reached (CVE-2024-21626).
    static func isWorkingDirectory(_ text: String) -> Bool {
        let parts = text.split(separator: "/")
        guard text.hasPrefix("/"), !parts.contains("..") else { return false }
        return !["proc", "sys", "dev"].contains(parts.first { $0 != "." } ?? "")
    }

    private static func isPort(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let number = parts.first, number.utf8.allSatisfy(\.isDigit),
            let port = UInt16(number), port > 0
        else { return false }
        return parts.count == 1 || ["tcp", "udp", "sctp"].contains(parts[1])
    }

    /// Absolute, without `.`, `..` and empty components; one slash may stand at its end (CVE-2022-23648).
    private static func isPlain(_ text: String) -> Bool {
        guard text.hasPrefix("/"), text.utf8.count > 1 else { return false }
        let path = text.hasSuffix("/") ? text.dropLast() : text[...]
        return path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
            !$0.isEmpty && $0 != "." && $0 != ".."
        }
    }

    /// A number, or a name of signal(7) with or without `SIG`.
    private static func isSignal(_ text: String) -> Bool {
        if let number = Int(text) { return (1...64).contains(number) }
        var name = text[...]
        if name.hasPrefix("SIG") { name = name.dropFirst(3) }
        for (base, sign) in [("RTMIN", "+"), ("RTMAX", "-")] where name.hasPrefix(base) {
            let rest = name.dropFirst(base.count)
            return rest.isEmpty || (rest.hasPrefix(sign) && (0...30).contains(Int(rest.dropFirst()) ?? -1))
        }
        return signals.contains(String(name))
    }

    private static let signals: Set<String> = [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "IOT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE",
        "ALRM",
        "TERM", "STKFLT", "CHLD", "CLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM",
        "PROF",
        "WINCH", "IO", "POLL", "PWR", "SYS",
    ]
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}

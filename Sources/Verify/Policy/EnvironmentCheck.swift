/// What the environment of a configuration does to whoever runs a container, told from the text alone.
enum EnvironmentCheck {
    static func faults(of execution: ExecutionFields) -> [PolicyFault] {
        var faults: [PolicyFault] = []
        for (name, value) in execution.environment {
            if searched.contains(name), let reason = searchFault(value) {
                faults.append(PolicyFault(.configEnvSearch, "\(name)=\(value): \(reason)"))
            }
            if name.hasPrefix("NVIDIA_"), let reason = NVIDIAVariable.fault(name, value) {
                faults.append(PolicyFault(.configNVIDIA, "\(name)=\(value): \(reason)"))
            }
        }
        if !execution.triggers.isEmpty {
            faults.append(PolicyFault(.configOnBuild, execution.triggers.joined(separator: "; ")))
        }
        if let kind = execution.healthcheck.first, !["NONE", "CMD", "CMD-SHELL"].contains(kind) {
            faults.append(PolicyFault(.configHealthcheck, "'\(kind)' is none of NONE, CMD and CMD-SHELL"))
        }
        return faults
    }

    /// The variables that name directories to take programs and code from.
    private static let searched: Set<String> = ["PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "PERL5LIB"]

    /// An entry that is empty or relative is the directory that the container happens to work in.
    private static func searchFault(_ value: String) -> String? {
        if value.isEmpty { return nil }
        for entry in value.split(separator: ":", omittingEmptySubsequences: false) {
            if entry.isEmpty { return "an empty entry is the working directory" }
            if entry.contains("$") { return "'\(entry)' is filled in by nobody" }
            guard entry.hasPrefix("/") else { return "'\(entry)' is not absolute" }
            let parts = entry.split(separator: "/").filter { $0 != "." }
            if parts.contains("..") { return "'\(entry)' climbs" }
            let isShared =
                parts.first == "tmp" || ["dev", "proc", "sys"].contains(parts.first ?? "")
                || parts.prefix(2).elementsEqual(["var", "tmp"])
            if isShared { return "'\(entry)' is where anybody may put files" }
        }
        return nil
    }
}

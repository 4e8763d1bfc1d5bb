import ELF
import OCI

/// Whether what a configuration names is in the layers as they lie upon each other: program, user, directory, GPU code.
struct ExecutionCheck {
    private(set) var faults: [PolicyFault] = []

    init(of execution: ExecutionFields, platform: Platform?, in tree: LibraryTree) {
        let search = ProgramSearch(tree: tree, execution: execution, platform: platform)
        if let program = execution.arguments.first, let fault = search.fault(of: program) {
            faults.append(PolicyFault(.configEntrypoint, fault))
        }
        if let fault = ExecutionCheck.healthFault(execution, search) {
            faults.append(PolicyFault(.configHealthcheck, fault))
        }
        // What is malformed is told of already.
        if ConfigCheck.isUser(execution.user), let fault = Accounts(tree)?.fault(of: execution.user) {
            faults.append(PolicyFault(.configAccount, fault))
        }
        if ConfigCheck.isWorkingDirectory(execution.workingDirectory) {
            switch tree.place(of: execution.workingDirectory.utf8) {
            case .directory: break
            case .nothing: faults.append(PolicyFault(.configWorkdirMissing, "\(execution.workingDirectory)"))
            case .file, .other:
                faults.append(PolicyFault(.configWorkdirMissing, "\(execution.workingDirectory) is no directory"))
            }
        }
        faults += GPUVariables.faults(of: execution, in: tree)
    }

    /// Source: Docker's image specification v1.2, "Healthcheck".
    private static func healthFault(_ execution: ExecutionFields, _ search: ProgramSearch) -> String? {
        switch execution.healthcheck.first {
        case "CMD": execution.healthcheck.dropFirst().first.map { search.fault(of: $0) } ?? "CMD names no program"
        case "CMD-SHELL": search.fault(of: execution.shell.first ?? "/bin/sh")
        default: nil
        }
    }
}

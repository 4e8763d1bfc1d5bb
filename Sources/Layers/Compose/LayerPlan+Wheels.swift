import Archive
public import OCI
public import SystemPackage

extension LayerPlan {
    /// The plan of a layer of wheels: what ``WheelInstaller`` lays out, equal files linked. No wheel says anything of links.
    ///
    /// - Parameter wheels: The locked wheels by digest; size and digest of each were checked before.
    /// - Throws: `WheelError` and `ZipError` for wheels that break a rule, ``ComposeError``.
    public init(_ lock: WheelsLock, wheels: [Digest: FilePath], epoch: Int64) throws {
        self = try LayerPlan(lock, wheels: wheels, bytecode: .none, epoch: epoch) { _ in }
    }

    /// The same with byte-code, and with what the user should know.
    init(
        _ lock: WheelsLock, wheels: [Digest: FilePath], bytecode: Bytecode, epoch: Int64, notice: (String) -> Void
    ) throws {
        let entries = try WheelInstaller.plan(lock, wheels: wheels, bytecode: bytecode, notice: notice)
            .map { try LayerEntry($0, epoch: epoch) }
        self = try LayerPlan(entries, epoch: epoch).linkingEqualFiles()
    }
}

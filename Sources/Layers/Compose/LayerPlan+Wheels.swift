import Archive
public import OCI
public import SystemPackage

extension LayerPlan {
    /// The plan of a layer of wheels: what ``WheelInstaller`` lays out, equal files linked. No wheel says anything of links.
    ///
    /// - Parameter wheels: The locked wheels by digest; size and digest of each were checked before.
    /// - Throws: `WheelError` and `ZipError` for wheels that break a rule, ``ComposeError``.
    public init(_ lock: WheelsLock, wheels: [Digest: FilePath], epoch: Int64) throws {
        let entries = try WheelInstaller.plan(lock, wheels: wheels).map { try LayerEntry($0, epoch: epoch) }
        self = try LayerPlan(entries, epoch: epoch).linkingEqualFiles()
    }
}

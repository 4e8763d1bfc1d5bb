import OCI
import Sandbox
import Smoke
import SystemPackage

/// Runs smoke plans of images in the store, and keeps the reports beside them.
struct Gate {
    let store: ImageLayout
    /// A directory that the image's root is laid out in.
    let scratch: FilePath
    /// Brings the layers that a shallow store lacks.
    let registry: RegistryClient

    /// Tests an image on a device; the report becomes the image's referrer, whatever it says.
    ///
    /// The layers of a base that were not needed until now are fetched first.
    func test(_ image: Descriptor, plan: SmokePlan, on device: SmokeDevice) async throws -> GateVerdict {
        try await BlobFetcher(layout: store, registry: registry).complete(image)
        let sandbox = try await Sandbox.choose(scratch: scratch)
        let report = try await SmokeGate.run(
            image, in: store, plan: plan, device: device, sandbox: sandbox, scratch: scratch)
        try report.write(to: store, subject: image)
        return GateVerdict(report: report, isOpen: report.opensGate(of: plan))
    }

    /// Gives an image its tags if the gate is open for it: the one place where a tested image gets any.
    ///
    /// - Returns: The tags that it got; none behind a gate that stays shut.
    func tag(_ image: Descriptor, as names: [ImageName], after verdict: GateVerdict) throws -> [ImageName] {
        guard verdict.isOpen else { return [] }
        for name in names { try store.tag(image, as: name.refName()) }
        return names
    }

    /// What keeps a tag from an image that came with smoke tests: that no report says it passed them. Wherever it was, it is a
    /// candidate.
    ///
    /// - Parameter index: An index that is about to be written; nil for the one that there is.
    /// - Returns: ``GateError/notPassed(_:)``, or nil where nothing keeps it.
    static func refusal(
        of image: Descriptor, in store: ImageLayout, listedIn index: ImageIndex? = nil
    ) throws(LayoutError) -> GateError? {
        guard let plan = try SmokePlan.load(from: store, subject: image, listedIn: index) else { return nil }
        return try hasPassed(image, plan, in: store, listedIn: index) ? nil : .notPassed(image.digest)
    }

    /// Whether a report in the store lets the image have a tag.
    static func hasPassed(_ image: Descriptor, in store: ImageLayout) throws -> Bool {
        guard let plan = try SmokePlan.load(from: store, subject: image) else { return false }
        return try hasPassed(image, plan, in: store)
    }

    private static func hasPassed(
        _ image: Descriptor, _ plan: SmokePlan, in store: ImageLayout, listedIn index: ImageIndex? = nil
    ) throws(LayoutError) -> Bool {
        try SmokeReport.load(from: store, subject: image, listedIn: index).contains { $0.opensGate(of: plan) }
    }
}

/// A smoke report, and whether it opens the way to a tag.
struct GateVerdict {
    let report: SmokeReport
    /// Whether every test of the plan passed, on the device that the plan demands.
    let isOpen: Bool
}

import OCI
import Sandbox
import Smoke
import SystemPackage

/// Runs smoke plans of images in the store, and keeps the reports beside them.
struct Gate {
    let store: ImageLayout
    /// A directory that the image's root is laid out in.
    let scratch: FilePath

    /// Tests an image on a device; the report becomes the image's referrer, whatever it says.
    func test(_ image: Descriptor, plan: SmokePlan, on device: SmokeDevice) async throws -> GateVerdict {
        let sandbox = try await Sandbox.choose(scratch: scratch)
        let report = try await SmokeGate.run(
            image, in: store, plan: plan, device: device, sandbox: sandbox, scratch: scratch)
        try report.write(to: store, subject: image)
        return GateVerdict(report: report, isOpen: report.opensGate(of: plan))
    }

    /// Whether a report in the store lets the image have a tag.
    func hasPassed(_ image: Descriptor) throws -> Bool {
        guard let plan = try SmokePlan.load(from: store, subject: image) else { return false }
        return try SmokeReport.load(from: store, subject: image).contains { $0.opensGate(of: plan) }
    }
}

/// A smoke report, and whether it opens the way to a tag.
struct GateVerdict {
    let report: SmokeReport
    /// Whether every test of the plan passed, on the device that the plan demands.
    let isOpen: Bool
}

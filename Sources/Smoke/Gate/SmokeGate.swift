public import OCI
public import Sandbox
public import SystemPackage

/// The gate before every tag: unpacks an image, runs its plan in a sandbox, and judges.
public enum SmokeGate {
    /// Runs the plan of an image on a device, and writes nothing to the layout.
    ///
    /// What the image does wrong, a crash, a hang or a wrong answer, is in the report. There is no fall-back to another
    /// device.
    /// - Parameters:
    ///   - device: Where the models run; nil for where the plan demands.
    ///   - devices: How a GPU is made usable, from a CDI specification; nil for NVIDIA's as they are found in `/dev`.
    ///   - scratch: A directory with room for the unpacked image; nothing stays in it.
    /// - Throws: ``SmokeError`` for what keeps the tests from running.
    public static func run(
        _ image: Descriptor, in layout: ImageLayout, plan: SmokePlan, device: SmokeDevice? = nil,
        devices: SandboxDevices? = nil, sandbox: Sandbox, scratch: FilePath
    ) async throws(SmokeError) -> SmokeReport {
        let device = device ?? plan.device
        let devices = try use(devices, on: device, for: image)
        do {
            let work = try WorkDirectory(in: scratch)
            let inputs = try work.directory("inputs")
            let rootPath = try work.directory("root")
            let manifest = try layout.manifest(image)
            let config = try layout.config(of: manifest)
            for picture in plan.pictures {
                let bytes = try layout.read(picture.blob, limit: Int(SmokePicture.maximumSize))
                try inputs.appending(picture.name).replace(with: bytes)
            }
            try await runBlocking { try RootFileSystem.unpack(manifest, layout, rootPath) }
            let run = SmokeRun(
                plan: plan, device: device, root: rootPath, execution: config.execution, devices: devices,
                sandbox: sandbox, inputs: inputs, scratch: work.path)
            let outcome = try await run.run()
            withExtendedLifetime(work) {}
            return SmokeReport(
                image: image.digest, device: device, sandbox: sandbox.kind.rawValue, isolation: sandbox.isolation,
                onnxruntime: outcome.onnxruntime, providers: outcome.providers, gpu: outcome.gpu,
                tests: plan.tests.compactMap { outcome.verdicts[$0.name] })
        } catch {
            throw SmokeError(error)
        }
    }

    private static func use(
        _ devices: SandboxDevices?, on device: SmokeDevice, for image: Descriptor
    ) throws(SmokeError) -> SandboxDevices {
        guard device == .gpu else { return .none }
        if let devices { return devices }
        do { return try .nvidia() } catch {
            throw .deviceUnavailable(device, image: image.digest, reason: "\(error)")
        }
    }
}

extension SmokeError {
    fileprivate init(_ error: any Error) {
        switch error {
        case let error as SmokeError: self = error
        case let error as LayoutError: self = .layout(error)
        case let error as FileError: self = .file(error)
        case let error as RootFileSystemError: self = .rootFileSystem(error)
        case let error as SandboxError: self = .sandbox(error)
        default: self = .cancelled
        }
    }
}

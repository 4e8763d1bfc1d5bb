public import OCI

/// What a run of an image's smoke tests found.
public struct SmokeReport: Hashable, Sendable {
    /// The image.
    public let image: Digest
    /// The device that the tests ran on.
    public let device: SmokeDevice
    /// The kind of sandbox.
    public let sandbox: String
    /// What the sandbox kept apart.
    public let isolation: [String]
    /// The version of ONNX Runtime in the image, where it was asked.
    public let onnxruntime: String?
    /// How many kernels each execution provider ran.
    public let providers: [String: Int64]
    /// The GPU that the models ran on, where the image's runtime told.
    public let gpu: GPUProof?
    /// The verdicts, in the order of the plan.
    public let tests: [TestVerdict]

    /// A report from its parts.
    public init(
        image: Digest, device: SmokeDevice, sandbox: String, isolation: [String], onnxruntime: String?,
        providers: [String: Int64], gpu: GPUProof? = nil, tests: [TestVerdict]
    ) {
        self.image = image
        self.device = device
        self.sandbox = sandbox
        self.isolation = isolation
        self.onnxruntime = onnxruntime
        self.providers = providers
        self.gpu = gpu
        self.tests = tests
    }

    /// Whether every test passed, and there was one.
    public var isPassed: Bool { !tests.isEmpty && tests.allSatisfy(\.isPassed) }

    /// `passed` or `failed`.
    public var verdict: String { isPassed ? "passed" : "failed" }

    /// Whether the report lets the image have a tag: every test of the plan passed, on the device that the plan demands.
    public func opensGate(of plan: SmokePlan) -> Bool {
        isPassed && device == plan.device && tests.map(\.name) == plan.tests.map(\.name)
    }
}

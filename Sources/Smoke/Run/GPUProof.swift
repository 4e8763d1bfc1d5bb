import OCI

/// Which GPU ran a plan's models, as the image's runtime found it: the driver's words, kept in the report.
public struct GPUProof: Hashable, Sendable {
    /// What NVIDIA calls it, as `NVIDIA H200`.
    public let name: String
    /// The compute capability, as `9.0`.
    public let capability: String
    /// The version of the kernel driver, where it was visible.
    public let driver: String?
    /// The newest CUDA that the driver runs, as `12.8`.
    public let cuda: String

    /// Reads `{"gpu": {"name", "capability"}, "driver", "cuda"}`; what else stands there is passed over.
    init(answer field: JSONField) throws(JSONError) {
        let object = try field.object()
        let gpu = try object.required("gpu").object()
        name = try gpu.required("name").string().excerpt
        capability = try gpu.required("capability").string().excerpt
        driver = try object.optional("driver")?.string().excerpt
        cuda = try object.required("cuda").string().excerpt
    }

    /// Reads `{"name", "capability", "driver", "cuda"}`.
    init(report field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["name", "capability", "driver", "cuda"])
        name = try object.required("name").string()
        capability = try object.required("capability").string()
        driver = try object.optional("driver")?.string()
        cuda = try object.required("cuda").string()
    }

    /// The value as the report has it.
    var json: JSON {
        .members([
            "name": .string(name), "capability": .string(capability), "driver": driver.map { .string($0) },
            "cuda": .string(cuda),
        ])
    }
}

import OCI

/// An image's configuration, as much of it as can be read.
struct ConfigReading {
    var platform: Platform?
    /// What `rootfs.type` says; nil where it says nothing.
    var rootfsType: String?
    /// Nil at the places of those that are malformed; nil as a whole where there is no list.
    var diffIDs: [DiffID?]?
    /// How many steps of the history made a layer; nil where there is no history.
    var historyLayers: Int?
    /// What the environment sets `LD_LIBRARY_PATH` to; empty for nothing.
    let libraryPath: [UInt8]
    /// How a container runs.
    let execution: ExecutionFields
    let errors: [JSONError]
    /// Why there is no platform.
    var platformError: JSONError?

    init(_ json: JSON) {
        var reading = DocumentReading()
        execution = ExecutionFields(json)
        guard let object = reading.take({ () throws(JSONError) in try JSONField(json).object() }) else {
            errors = reading.errors
            libraryPath = []
            return
        }
        libraryPath = ConfigReading.libraryPath(object)
        do throws(JSONError) { platform = try ConfigReading.platform(object) } catch { platformError = error }
        let rootfs = reading.take { () throws(JSONError) in try object.required("rootfs").object() }
        if let rootfs {
            rootfsType = reading.take { () throws(JSONError) in try rootfs.required("type").string() }
            let list = reading.take { () throws(JSONError) in try rootfs.required("diff_ids").elements() }
            diffIDs = list?.map { field in reading.take { () throws(JSONError) in DiffID(try field.digest()) } }
        }
        let steps = reading.elements(object, "history", isRequired: false)
        if !steps.isEmpty {
            historyLayers = steps.count { step in
                let isEmpty = reading.take { () throws(JSONError) in
                    try step.object().optional("empty_layer")?.bool() ?? false
                }
                return isEmpty != true
            }
        }
        if reading.errors.isEmpty, platformError == nil, rootfsType == "layers" {
            // What was not taken apart above is checked by the document's own reader.
            _ = reading.take { () throws(JSONError) in try ImageConfig(json) }
        }
        errors = reading.errors
    }

    /// A malformed environment is told of elsewhere.
    private static func libraryPath(_ object: JSONObject) -> [UInt8] {
        let name = "LD_LIBRARY_PATH="
        let variables = try? object.optional("config")?.object().optional("Env")?.strings()
        return variables?.last { $0.hasPrefix(name) }.map { Array($0.utf8.dropFirst(name.utf8.count)) } ?? []
    }

    private static func platform(_ object: JSONObject) throws(JSONError) -> Platform {
        let os = try object.required("os")
        let architecture = try object.required("architecture")
        let platform = Platform(
            os: try os.string(), architecture: try architecture.string(),
            variant: try object.optional("variant")?.string())
        if platform.os.isEmpty { throw os.invalid("it is empty") }
        if platform.architecture.isEmpty { throw architecture.invalid("it is empty") }
        return platform
    }
}

/// The variables by which an image tells NVIDIA's container toolkit, which runs on the host, what to bring into a container.
///
/// Source: NVIDIA Container Toolkit, "Specialized Configurations with Docker"; nvidia-container-runtime, internal/config/image.
enum NVIDIAVariable {
    /// What is wrong with a value; nil for nothing.
    static func fault(_ name: String, _ value: String) -> String? {
        switch name {
        case "NVIDIA_VISIBLE_DEVICES":
            if ["", "all", "none", "void"].contains(value) { return nil }
            let none = value.split(separator: ",", omittingEmptySubsequences: false).first { !isDevice($0) }
            return none.map { "'\($0)' is no device" }
        case "NVIDIA_DRIVER_CAPABILITIES":
            let unknown = words(value).first { !capabilities.contains($0) }
            return unknown.map { "'\($0)' is no capability of the driver" }
        case "NVIDIA_DISABLE_REQUIRE":
            return isSet(value) ? "no driver is refused, however old" : nil
        case "NVIDIA_MIG_CONFIG_DEVICES", "NVIDIA_MIG_MONITOR_DEVICES", "NVIDIA_MOFED", "NVIDIA_GDS",
            "NVIDIA_NVSWITCH", "NVIDIA_GDRCOPY", "NVIDIA_IMEX_CHANNELS":
            return isSet(value) ? "it asks the machine for more than its GPUs" : nil
        default:
            guard name.hasPrefix("NVIDIA_REQUIRE_") else { return nil }
            return requirementFault(value)
        }
    }

    /// The words of a list.
    static func words(_ value: String) -> [Substring] { value.split(separator: ",") }

    /// The versions of CUDA that `NVIDIA_REQUIRE_CUDA` asks for at least, as major and minor number.
    static func leastCUDA(_ value: String) -> [(major: Int, minor: Int)] {
        value.split(whereSeparator: { $0 == " " || $0 == "," }).compactMap { term in
            guard term.hasPrefix("cuda>=") else { return nil }
            let parts = term.dropFirst("cuda>=".count).split(separator: ".").map { Int($0) }
            guard case let major?? = parts.first else { return nil }
            return (major, parts.count > 1 ? parts[1] ?? 0 : 0)
        }
    }

    private static let capabilities: Set<Substring> = [
        "all", "compute", "compat32", "graphics", "utility", "video", "display", "ngx",
    ]

    private static func isSet(_ value: String) -> Bool {
        !["", "0", "false", "no", "disabled", "none", "void"].contains(value.lowercased())
    }

    /// A number, one of a part of a GPU as `0:1`, a UUID, a name of the container device interface as `nvidia.com/gpu=0`.
    private static func isDevice(_ text: Substring) -> Bool {
        func isName(_ text: Substring) -> Bool {
            !text.isEmpty && text.utf8.allSatisfy { isAlphanumeric($0) || "-_./:".utf8.contains($0) }
        }
        if let sign = text.firstIndex(of: "=") {
            return text[..<sign].contains("/") && isName(text[..<sign]) && isName(text[text.index(after: sign)...])
        }
        if text.hasPrefix("GPU-") || text.hasPrefix("MIG-") { return isName(text.dropFirst(4)) }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return (1...2).contains(parts.count)
            && parts.allSatisfy { !$0.isEmpty && $0.utf8.count < 5 && $0.utf8.allSatisfy(isDigit) }
    }

    /// Alternatives by blanks, of conditions by commas, as `cuda>=12.4 brand=tesla,driver>=470`.
    private static func requirementFault(_ value: String) -> String? {
        for term in value.split(whereSeparator: { $0 == " " || $0 == "," }) {
            let name = term.prefix { $0 != "<" && $0 != ">" && $0 != "=" && $0 != "!" }
            let operation = term.dropFirst(name.count).prefix { $0 == "<" || $0 == ">" || $0 == "=" || $0 == "!" }
            let operand = term.dropFirst(name.count + operation.count)
            guard ["cuda", "driver", "arch", "brand"].contains(name) else { return "'\(term)' asks for nothing known" }
            guard ["=", "!=", "<", ">", "<=", ">="].contains(operation) else { return "'\(term)' compares nothing" }
            let isVersion =
                !operand.isEmpty
                && operand.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
                    !part.isEmpty && part.utf8.allSatisfy(isDigit)
                }
            if name == "brand" ? operand.isEmpty : !isVersion { return "'\(term)' has no version" }
        }
        return nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}

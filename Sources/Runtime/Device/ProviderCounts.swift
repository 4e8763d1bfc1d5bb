import Glibc

/// How many kernels ran, by execution provider.
public struct ProviderCounts: Equatable, Sendable {
    /// The counts by the provider's name.
    public private(set) var counts: [String: Int]

    init(_ counts: [String: Int] = [:]) { self.counts = counts }

    /// Counts the events of a profile that ONNX Runtime wrote: one JSON object a line, in one array. Each kernel that
    /// ran is an event of the category `Node` whose name ends in `_kernel_time`, with the provider among its arguments.
    init(profile path: Path) throws {
        counts = [:]
        let file = try InputFile(path)
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        var number = 0
        while case let length = getline(&line, &capacity, file.stream), length >= 0, let line {
            number += 1
            guard strstr(line, "_kernel_time\"") != nil else { continue }
            var bytes = Array(UnsafeRawBufferPointer(start: line, count: length))
            while let last = bytes.last, [0x0A, 0x0D, 0x20, UInt8(ascii: ",")].contains(last) { bytes.removeLast() }
            guard let event = try? JSONParser.parse(bytes), var fields = try? Fields(event),
                let category = try? fields.text("cat")
            else { throw EngineError.unreadableProfile(path, line: number) }
            guard category == "Node" else { continue }
            guard var arguments = try? fields.object("args"), let provider = try? arguments.text("provider") else {
                throw EngineError.unreadableProfile(path, line: number)
            }
            counts[provider, default: 0] += 1
        }
    }

    /// Adds another session's counts.
    mutating func add(_ other: ProviderCounts) { counts.merge(other.counts, uniquingKeysWith: +) }

    /// Whether kernels ran on `device`.
    func ran(on device: Device) -> Bool { counts[device.provider, default: 0] > 0 }

    /// Throws ``EngineError/nothingRan(on:providers:)`` unless kernels ran on `device`.
    func requireWork(on device: Device) throws(EngineError) {
        guard ran(on: device) else { throw .nothingRan(on: device, providers: counts) }
    }
}

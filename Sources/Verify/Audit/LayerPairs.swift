import Archive
import OCI

/// Which layers are checked together: a compressed one and a plain one, whose hashes go side by side.
enum LayerPairs {
    struct Unit: Hashable, Sendable {
        let first: Int
        var second: Int?
    }

    /// The layers, alone or two together, the largest first. Two that would leave a processor without work stay apart.
    static func units(_ checks: [LayerCheck], jobs: Int) -> [Unit] {
        func size(_ index: Int) -> Int64 { checks[index].blob.descriptor.size }
        let order = checks.indices.sorted { (size($1), $0) < (size($0), $1) }
        let compressed = order.filter { isCompressed(checks[$0]) }
        let plain = order.filter { !isCompressed(checks[$0]) }
        let count = max(0, min(compressed.count, plain.count, checks.count - jobs))
        let pairs = zip(compressed, plain).prefix(count).map { Unit(first: $0, second: $1) }
        let rest = (compressed.dropFirst(count) + plain.dropFirst(count)).map { Unit(first: $0) }
        func total(_ unit: Unit) -> Int64 {
            size(unit.first).addingReportingOverflow(unit.second.map(size) ?? 0).partialValue
        }
        return (pairs + rest).sorted { (total($1), $0.first) < (total($0), $1.first) }
    }

    private static func isCompressed(_ check: LayerCheck) -> Bool {
        LayerFormat.declared(check.blob.descriptor.mediaType) ?? .none != .none
    }
}

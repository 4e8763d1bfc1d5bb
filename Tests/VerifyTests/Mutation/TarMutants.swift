import Archive
import OCI
@testable import Verify

/// Every field of every tar header × zero, maximum, garbage, off by one; each with the header's checksum, the diffID and
/// everything above left as they were or made to fit.
enum TarMutants {
    private enum Operation: CaseIterable { case zero, maximum, garbage, offByOne }

    /// How far up the mutant was made to fit.
    private enum Level: CaseIterable { case blob, checksum, diffID }

    private struct Field {
        let name: String
        let range: Range<Int>
        var isNumber = false
        /// Whether another value can make sense; never for what says how the header is to be read.
        var isFree = true
    }

    private static let fields: [Field] = [
        Field(name: "name", range: 0..<100), Field(name: "mode", range: 100..<108, isNumber: true),
        Field(name: "uid", range: 108..<116, isNumber: true), Field(name: "gid", range: 116..<124, isNumber: true),
        Field(name: "size", range: 124..<136, isNumber: true), Field(name: "mtime", range: 136..<148, isNumber: true),
        Field(name: "chksum", range: 148..<156, isNumber: true, isFree: false),
        Field(name: "typeflag", range: 156..<157), Field(name: "linkname", range: 157..<257),
        Field(name: "magic", range: 257..<263, isFree: false), Field(name: "version", range: 263..<265, isFree: false),
        Field(name: "uname", range: 265..<297), Field(name: "gname", range: 297..<329),
        Field(name: "devmajor", range: 329..<337, isNumber: true),
        Field(name: "devminor", range: 337..<345, isNumber: true), Field(name: "prefix", range: 345..<500),
        Field(name: "pad", range: 500..<512),
    ]

    static func all(_ bench: MutationBench) throws -> [Mutant] {
        var mutants: [Mutant] = []
        for (index, layer) in bench.image.layers.enumerated() {
            for offset in headers(of: layer.tar) {
                let block = Array(layer.tar[offset..<offset + 512])
                for field in fields {
                    for operation in Operation.allCases {
                        let changed = change(block, field, operation, seed: offset + field.range.lowerBound)
                        if changed == block { continue }
                        for level in Level.allCases {
                            if field.name == "chksum", level != .diffID { continue }
                            let isSealed = level != .blob && field.name != "chksum"
                            let header = isSealed ? RawTar.sealed(changed) : changed
                            if header == block { continue }
                            // Without a checksum, or with the old diffID, no value of any field may pass.
                            let isWhole = level == .diffID && field.isFree
                            mutants.append(
                                Mutant(
                                    name: "layer \(index) header \(offset) \(field.name) \(operation) \(level)",
                                    change: {
                                        var tar = layer.tar
                                        tar.replaceSubrange(offset..<offset + 512, with: header)
                                        return try bench.rehashed(
                                            layer: (index, tar), keepsDiffID: level == .checksum)
                                    },
                                    allowed: isWhole ? .either : .finding))
                        }
                    }
                }
            }
        }
        return mutants
    }

    /// Where the headers stand.
    static func headers(of tar: [UInt8]) -> [Int] {
        var (offsets, offset) = ([Int](), 0)
        while offset + 512 <= tar.count, tar[offset] != 0 {
            offsets.append(offset)
            let digits = tar[offset + 124..<offset + 135]
            let size = Int(String(decoding: digits, as: UTF8.self), radix: 8) ?? 0
            offset += 512 + (size + 511) / 512 * 512
        }
        return offsets
    }

    private static func change(_ block: [UInt8], _ field: Field, _ operation: Operation, seed: Int) -> [UInt8] {
        var block = block
        let (range, count) = (field.range, field.range.count)
        switch operation {
        case .zero: block.replaceSubrange(range, with: repeatElement(0, count: count))
        case .maximum:
            let fill =
                field.isNumber
                ? Array(repeating: UInt8(ascii: "7"), count: count - 1) + [0]
                : Array(repeating: UInt8(ascii: "z"), count: count)
            block.replaceSubrange(range, with: fill)
        case .garbage:
            var state = UInt64(truncatingIfNeeded: seed) &* 0x9e37_79b9_7f4a_7c15 &+ 1
            for index in range {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                block[index] = UInt8(truncatingIfNeeded: state >> 56)
            }
        case .offByOne:
            guard field.isNumber else {
                block[range.lowerBound] &+= 1
                break
            }
            let digits = block[range].prefix { $0 != 0 && $0 != 0x20 }
            guard let value = Int(String(decoding: digits, as: UTF8.self), radix: 8) else {
                block[range.lowerBound] &+= 1
                break
            }
            let text = RawTar.octal(value + 1, digits.count)
            block.replaceSubrange(range.lowerBound..<range.lowerBound + digits.count, with: text.utf8)
        }
        return block
    }
}

@testable import Verify

extension ImageTarget {
    /// Reads an archive whole and in small pieces: both must find the same, and the listings of libarchive and ours may
    /// part only where that is told. Header checksums are put right first, so that the fields behind them are reached.
    static func readTar(_ input: [UInt8]) -> Bool {
        let bytes = resealed(input)
        let whole = faults(bytes, piece: max(1, bytes.count), asksTwice: true)
        let pieces = faults(bytes, piece: 100 + bytes.count % 77, asksTwice: true)
        precondition(whole == pieces, "an archive that depends on how it is cut")
        let alone = faults(bytes, piece: 4096, asksTwice: false)
        precondition(whole.filter { $0.code != .tarDisagreement } == alone, "a second opinion that changes the first")
        return true
    }

    private static func faults(_ bytes: [UInt8], piece: Int, asksTwice: Bool) -> [TarFault] {
        var reader = TarReader(LayerTree(limits: AuditLimits()))
        let opinion = asksTwice ? SecondOpinion() : nil
        reader.opinion = opinion
        bytes.withUnsafeBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: piece) {
                reader.write(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + piece, bytes.count)]))
            }
        }
        reader.finish()
        if let fault = opinion?.finish(isWhole: !reader.isCutShort) { reader.visitor.fault(fault) }
        if !reader.isCutShort { reader.visitor.finish() }
        for fault in reader.visitor.faults {
            let text = "\(PrintableText(fault.path ?? [])) \(fault.actual ?? "") \(fault.expected ?? "")"
            precondition(!text.utf8.contains { $0 < 0x20 || $0 == 0x7f }, "a control character in a finding")
        }
        return reader.visitor.faults
    }

    private static func resealed(_ input: [UInt8]) -> [UInt8] {
        var bytes = input
        var offset = 0
        while offset + 512 <= bytes.count {
            if bytes[offset] == 0 {
                offset += 512
                continue
            }
            bytes.replaceSubrange(offset + 148..<offset + 156, with: repeatElement(0x20, count: 8))
            let sum = bytes[offset..<offset + 512].reduce(0) { $0 + Int($1) }
            let digits = String(sum, radix: 8)
            let text = Array((String(repeating: "0", count: 6 - digits.utf8.count) + digits + "\u{0}").utf8)
            bytes.replaceSubrange(offset + 148..<offset + 155, with: text)
            let size = Int(String(decoding: bytes[offset + 124..<offset + 135], as: UTF8.self), radix: 8) ?? 0
            offset += 512 + min(max(0, size), 1 << 20) / 512 * 512 + (size % 512 > 0 ? 512 : 0)
        }
        return bytes
    }
}

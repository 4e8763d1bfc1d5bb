import Glibc
import SystemPackage
import TestSupport

/// Collects what a stream gives out.
final class Sink {
    private(set) var bytes: [UInt8] = []

    func take(_ piece: UnsafeRawBufferPointer) { bytes.append(contentsOf: piece) }
}

/// Bytes that look random, or like text if only some of their bits are kept; the same for the same seed.
func noise(_ count: Int, seed: UInt64 = 1, mask: UInt8 = 0xff) -> [UInt8] {
    var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, size in
        for index in 0..<count {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            buffer[index] = UInt8(truncatingIfNeeded: state >> 32) & mask
        }
        size = count
    }
}

/// Calls the body with the bytes cut into pieces of one size.
func inPieces(_ bytes: [UInt8], of size: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    try bytes.withUnsafeBytes { all in
        for start in stride(from: 0, to: all.count, by: size) {
            try body(UnsafeRawBufferPointer(rebasing: all[start..<min(start + size, all.count)]))
        }
    }
}

func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
}

/// The bytes that pairs of hexadecimal digits stand for; spaces are passed over.
func unhex(_ text: String) -> [UInt8] {
    let digits = text.utf8.compactMap { UInt8(String(UnicodeScalar($0)), radix: 16) }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

func sha256(_ bytes: [UInt8]) async throws -> String {
    try await String(decoding: Tool("sha256sum")(input: bytes).prefix(64), as: UTF8.self)
}

/// Writes a file that was not there.
func write(_ bytes: [UInt8], to path: FilePath) throws {
    let file = try FileDescriptor.open(
        path, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
    _ = try file.closeAfter { try file.writeAll(bytes) }
}

func read(_ path: FilePath) throws -> [UInt8] {
    let file = try FileDescriptor.open(path, .readOnly)
    return try file.closeAfter {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }
}

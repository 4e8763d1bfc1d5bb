import Archive
import OCI

/// Writes the index of a decoded package: numbers of 8 bytes, the lowest first, and bytes behind their number.
struct PackageIndexWriter {
    private(set) var bytes: [UInt8] = []

    mutating func put(_ number: some BinaryInteger) {
        let number = UInt64(truncatingIfNeeded: number)
        for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * UInt64(shift)))) }
    }

    mutating func put(_ content: [UInt8]) {
        put(content.count)
        bytes += content
    }
}

/// Reads such an index back.
struct PackageIndexReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func number<Number: FixedWidthInteger>(_ type: Number.Type = Int64.self) throws -> Number {
        let raw = try take(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let number = Number(exactly: Int64(bitPattern: raw)) else { throw DecodedPackageFault.index }
        return number
    }

    mutating func content() throws -> [UInt8] { Array(try take(number(Int.self))) }

    /// The number of things that follow, each of which takes some bytes.
    mutating func count() throws -> Int {
        let count = try number(Int.self)
        guard (0...rest.count).contains(count) else { throw DecodedPackageFault.index }
        return count
    }

    private mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
        guard (0...rest.count).contains(count) else { throw DecodedPackageFault.index }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}

/// Why a decoded package that was kept is not used.
enum DecodedPackageFault: Error {
    /// Somebody else may have written it.
    case owner
    /// Its bytes are not those that were written.
    case digest
    /// It is not what its name says, or not to be read.
    case index
}

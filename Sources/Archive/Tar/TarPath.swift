internal import Glibc

/// A relative path inside an archive, as bytes: what a tar or zip entry is called once its name was checked.
///
/// It has at least one component and at most 4096 bytes; no component is empty, `.`, `..`, longer than 255 bytes or holds
/// a NUL. So it can be joined to a root without leaving it by its spelling. Paths sort by their bytes, in no locale.
public struct TarPath: Hashable, Sendable {
    /// The whole path, components divided by `/`, without a slash at either end.
    public let bytes: [UInt8]

    /// The longest path, as Linux's `PATH_MAX`.
    public static let maximumLength = 4096
    /// The longest component, as Linux's `NAME_MAX`.
    public static let maximumComponentLength = 255

    /// Checks bytes that came from outside. Throws `TarError.invalidPath`.
    public init(_ bytes: some Sequence<UInt8>) throws(TarError) {
        let bytes = [UInt8](bytes)
        if let fault = Self.fault(in: bytes) { throw .invalidPath(bytes, fault) }
        self.bytes = bytes
    }

    /// Checks a text, taken as UTF-8. Throws `TarError.invalidPath`.
    public init(_ text: String) throws(TarError) {
        try self.init(text.utf8)
    }

    private init(checked bytes: [UInt8]) { self.bytes = bytes }

    /// The components, from the root down.
    public var components: [[UInt8]] {
        bytes.split(separator: slash, omittingEmptySubsequences: false).map { [UInt8]($0) }
    }

    /// The last component.
    public var name: [UInt8] {
        guard let cut = bytes.lastIndex(of: slash) else { return bytes }
        return [UInt8](bytes[(cut + 1)...])
    }

    /// The path without its last component; nil for a path of one component, which lies in the root.
    public var parent: TarPath? {
        guard let cut = bytes.lastIndex(of: slash) else { return nil }
        return TarPath(checked: [UInt8](bytes[..<cut]))
    }

    /// This path with another below it. Throws `TarError.invalidPath` if the whole grows too long.
    public func appending(_ path: TarPath) throws(TarError) -> TarPath {
        try TarPath(bytes + [slash] + path.bytes)
    }

    /// This path with checked components below it. Throws `TarError.invalidPath`.
    public func appending(_ text: String) throws(TarError) -> TarPath {
        try appending(TarPath(text))
    }

    /// Whether `other` is this path or lies below it.
    public func contains(_ other: TarPath) -> Bool {
        guard other.bytes.starts(with: bytes) else { return false }
        return other.bytes.count == bytes.count || other.bytes[bytes.count] == slash
    }

    private static func fault(in bytes: [UInt8]) -> TarError.PathFault? {
        if bytes.isEmpty { return .empty }
        if bytes.count > maximumLength { return .tooLong }
        if bytes[0] == slash { return .absolute }
        if bytes.contains(0) { return .nul }
        for component in bytes.split(separator: slash, omittingEmptySubsequences: false) {
            if component.isEmpty { return .emptyComponent }
            if component.count > maximumComponentLength { return .componentTooLong }
            if component.elementsEqual([dot]) { return .dot }
            if component.elementsEqual([dot, dot]) { return .dotDot }
        }
        return nil
    }
}

extension TarPath: Comparable {
    /// Compares byte by byte, as `memcmp` does.
    public static func < (left: TarPath, right: TarPath) -> Bool {
        let shared = min(left.bytes.count, right.bytes.count)
        let order = left.bytes.withUnsafeBytes { left in
            right.bytes.withUnsafeBytes { right in
                guard let left = left.baseAddress, let right = right.baseAddress else { return Int32(0) }
                return memcmp(left, right, shared)
            }
        }
        return order == 0 ? left.bytes.count < right.bytes.count : order < 0
    }
}

extension TarPath {
    /// Feeds the bytes at once; one by one they cost a layer of small files more than its hashes.
    public func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

extension TarPath: CustomStringConvertible {
    /// The path for a message: control characters and what is not UTF-8 are escaped, so it is not to be parsed.
    public var description: String { EscapedBytes(bytes).description }

    /// The path as text, or nil where its bytes are not UTF-8.
    public var text: String? { String(validating: bytes, as: UTF8.self) }
}

private let slash = UInt8(ascii: "/")
private let dot = UInt8(ascii: ".")

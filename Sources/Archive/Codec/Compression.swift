internal import CDeflate
internal import CZstd

/// A codec and how hard it tries: with the compressor's version, all that the compressed bytes depend on.
public struct Compression: Hashable, Sendable {
    /// The codec.
    public let codec: Codec
    /// The level; 0 for `none`, which has no levels.
    public let level: Int

    /// No compression.
    public static let none = Compression(checked: .none, level: 0)
    /// gzip at level 6.
    public static let gzip = Compression(checked: .gzip, level: 6)
    /// zstd at level 3.
    public static let zstd = Compression(checked: .zstd, level: 3)

    /// Checks a level, or takes the codec's default: gzip 1…12 (6), zstd 1…19 (3), none 0.
    /// Throws `CodecError.level`.
    public init(_ codec: Codec, level: Int? = nil) throws(CodecError) {
        let (range, standard) =
            switch codec {
            case .none: (0...0, 0)
            case .gzip: (1...12, 6)
            case .zstd: (1...19, 3)
            }
        let level = level ?? standard
        guard range.contains(level) else { throw .level(codec, level, allowed: range) }
        self.init(checked: codec, level: level)
    }

    private init(checked codec: Codec, level: Int) {
        self.codec = codec
        self.level = level
    }

    /// Whether content that comes as a deflate stream can be kept as it is (`Compressor.beginSplice`).
    public var canSplice: Bool { codec == .gzip }

    /// The library that compresses, with its version, such as `zstd 1.5.4`: other versions make other bytes. Nil for
    /// `none`. libdeflate cannot be asked at run time, so its version is that of the header it was built with.
    public var compressor: String? {
        switch codec {
        case .none: nil
        case .gzip: "libdeflate \(LIBDEFLATE_VERSION_STRING)"
        case .zstd: "zstd \(String(cString: ZSTD_versionString()))"
        }
    }
}

extension Compression: CustomStringConvertible {
    /// Codec and level, such as `zstd level 3`.
    public var description: String { codec == .none ? "none" : "\(codec) level \(level)" }
}

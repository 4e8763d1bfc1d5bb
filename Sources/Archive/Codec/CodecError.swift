/// Why a stream could not be compressed or decompressed.
public enum CodecError: Error, Equatable, Sendable {
    /// A codec has no such level.
    case level(Codec, Int, allowed: ClosedRange<Int>)
    /// Another number of bytes came than was pledged.
    case pledgedSize(expected: Int64, actual: Int64)
    /// The stream is damaged, or refused: what is wrong, and how many of its bytes were read until that was seen.
    case damaged(Format, Fault, offset: Int64)
    /// The library itself failed, for want of memory for instance.
    case library(Format, String)
    /// A codec cannot keep a deflate stream as it is.
    case unspliceable(Codec)
    /// The stream was ended or failed before.
    case closed

    /// A compressed format.
    public enum Format: String, Equatable, Sendable {
        case none, gzip, zstd, deflate
    }

    /// What is wrong with a compressed stream.
    public enum Fault: Equatable, Sendable {
        /// It does not begin as its format does, or its header asks for what no decoder knows.
        case header
        /// The compressed data make no sense; the library's words.
        case data(String)
        /// The checksum of the content does not hold.
        case checksum
        /// The length of the content at the end of a gzip member does not hold.
        case length
        /// It ends too early.
        case truncated
        /// Bytes follow the last member or frame.
        case trailingGarbage
        /// It needs a dictionary.
        case dictionary
        /// It has more content than the limit.
        case outputLimit(Int64)
        /// It needs a window above two to the power of the limit.
        case windowLimit(Int)
    }
}

extension CodecError: CustomStringConvertible {
    /// One sentence: what was being done, and what stopped it.
    public var description: String {
        switch self {
        case .level(let codec, let level, let allowed):
            "cannot compress with \(codec) at level \(level): it has levels \(allowed.lowerBound) to \(allowed.upperBound)"
        case .pledgedSize(let expected, let actual):
            "cannot compress the stream: \(expected) bytes were announced, but "
                + (actual > expected ? "at least " : "only ") + "\(actual) came"
        case .damaged(let format, let fault, let offset):
            "cannot decompress the \(format.rawValue) stream: at byte \(offset) \(fault)"
        case .library(let format, let message): "cannot process the \(format.rawValue) stream: \(message)"
        case .unspliceable(let codec):
            "cannot keep a deflate stream in a stream of the codec \(codec): only gzip can"
        case .closed: "cannot continue a stream that was ended or that failed before"
        }
    }
}

extension CodecError.Fault: CustomStringConvertible {
    /// The fault as the end of a sentence.
    public var description: String {
        switch self {
        case .header: "there is no valid header"
        case .data(let message): "the compressed data are damaged (\(message))"
        case .checksum: "the checksum of the content does not hold"
        case .length: "the length of the content does not hold"
        case .truncated: "the stream ends too early"
        case .trailingGarbage: "something follows that is not part of the stream"
        case .dictionary: "a dictionary is needed"
        case .outputLimit(let limit): "the content exceeds the limit of \(limit) bytes"
        case .windowLimit(let log): "the window exceeds the limit of 2^\(log) bytes"
        }
    }
}

extension Codec {
    var format: CodecError.Format {
        switch self {
        case .none: .none
        case .gzip: .gzip
        case .zstd: .zstd
        }
    }
}

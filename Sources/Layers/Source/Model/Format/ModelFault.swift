import OCI

/// What is wrong with a model file, and where in it.
public struct ModelFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The byte of the file at which it was seen.
    public let offset: Int64
    /// What was being read there, as `graph.initializer 'conv1.weight'`.
    public let place: String
    /// What is wrong.
    public let reason: Reason

    init(_ reason: Reason, at place: String, offset: Int64) {
        self.offset = offset
        self.place = place
        self.reason = reason
    }

    /// What can be wrong.
    public enum Reason: Error, Hashable, Sendable {
        /// The file ends before what it announces.
        case truncated(needed: Int64, size: Int64)
        /// A header is longer than any that is read.
        case headerLength(UInt64, limit: Int)
        /// A header is no JSON object of that form.
        case json(String)
        /// The type of a tensor's elements is not known.
        case elementType(String)
        /// A tensor has a negative dimension, or more elements than can be counted.
        case shape([Int64])
        /// A tensor's bytes are not as many as its shape and type say.
        case dataSize(expected: Int64, actual: Int64)
        /// A tensor begins before the one below it ends.
        case overlap(begin: Int64, end: Int64)
        /// Bytes belong to no tensor.
        case hole(from: Int64, to: Int64)
        /// A number runs over its bounds.
        case varint
        /// A field's number or its kind on the wire is not allowed there.
        case field(UInt64, wire: UInt8)
        /// A length reaches beyond the message that it stands in.
        case beyondParent(length: UInt64, end: Int64)
        /// Messages nest deeper than any graph does.
        case tooDeep(Int)
        /// What may stand once stands twice.
        case twice(String)
        /// What must be there is not.
        case missing(String)
        /// A tensor's bytes are kept in a way that its type has not, or in two ways.
        case storage(String)
        /// A text is longer than any that is read.
        case textLength(UInt64, limit: Int)
        /// An entry that leads to another file makes no sense.
        case externalData(String, String)
        /// There are more names than are kept.
        case tooManyNames
    }

    /// The fault as the part of a sentence.
    public var description: String { "at byte \(offset), in \(place), \(reason)" }
}

extension ModelFault.Reason: CustomStringConvertible {
    /// The reason as the end of a sentence.
    public var description: String {
        switch self {
        case .truncated(let needed, let size): "\(needed) bytes are announced, but the file has \(size)"
        case .headerLength(let length, let limit): "a header of \(length) bytes is announced; at most \(limit) are read"
        case .json(let message): "the header is malformed: \(message)"
        case .elementType(let type): "the element type \(type) is not known"
        case .shape(let shape): "the shape \(shape) is impossible"
        case .dataSize(let expected, let actual):
            "\(actual) bytes or elements are there where the shape and the type need \(expected)"
        case .overlap(let begin, let end): "it begins at \(begin), before the tensor below it ends at \(end)"
        case .hole(let from, let to): "the bytes from \(from) to \(to) belong to no tensor"
        case .varint: "a number has no end or more than 64 bits"
        case .field(let number, let wire): "the field \(number) with the wire type \(wire) is not allowed"
        case .beyondParent(let length, let end):
            "the length \(length) reaches beyond the message around it, which ends at \(end)"
        case .tooDeep(let depth): "messages nest deeper than \(depth) levels"
        case .twice(let name): "\(name) stands twice"
        case .missing(let name): "\(name) is missing"
        case .storage(let field): "\(field) cannot hold this tensor, or not beside another"
        case .textLength(let length, let limit): "a text of \(length) bytes is announced; at most \(limit) are read"
        case .externalData(let key, let value): "the external data's \(key) is '\(value.prefix(200))'"
        case .tooManyNames: "there are more names than are kept"
        }
    }
}

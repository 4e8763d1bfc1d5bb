/// Walks an ONNX model's protobuf messages while they stream by; the weights' bytes are passed over.
///
/// A stack of open messages instead of recursion: a file cannot make it grow beyond its limit, and it can pause between any
/// two bytes.
/// Source: protobuf, "Encoding"; onnx, docs/IR.md.
struct OnnxReader: ModelHeaderReader {
    /// The deepest nesting: a subgraph takes three levels.
    static let deepest = 100
    /// The longest text that is kept.
    static let longestText = 1 << 16
    /// The most bytes of names that are kept to find one that stands twice.
    static let mostNameBytes = 64 << 20

    let size: Int64
    private(set) var position: Int64 = 0
    var frames: [OnnxFrame]
    var facts = ModelFacts(format: .onnx)
    var opsets: Set<String> = []
    var nameBytes = 0
    private var state = State.key
    private var number = ProtobufNumber()

    /// What the next byte belongs to.
    private enum State {
        case key
        case value(UInt64)
        case length(UInt64)
        case pass(end: Int64)
        case text(UInt64, end: Int64, bytes: [UInt8])
        case packed(UInt64, end: Int64)
    }

    init(size: Int64) {
        self.size = size
        frames = [OnnxFrame(.model, name: "model", end: size)]
    }

    var passable: Int64 {
        if case .pass(let end) = state { end - position } else { 0 }
    }

    mutating func pass(_ count: Int64) { position += count }

    mutating func take(_ bytes: UnsafeRawBufferPointer) throws(ModelFault) {
        var rest = bytes[...]
        while !rest.isEmpty {
            switch state {
            case .pass(let end):
                rest = advance(rest, to: end)
                if position == end { try complete() }
            case .text(let field, let end, var text):
                state = .key
                let before = rest
                rest = advance(rest, to: end)
                text.append(contentsOf: before[..<rest.startIndex])
                state = .text(field, end: end, bytes: text)
                if position == end {
                    try keep(String(decoding: text, as: UTF8.self), field)
                    try complete()
                }
            case .key, .value, .length, .packed:
                guard let byte = rest.popFirst() else { break }
                guard position < currentEnd else { throw fault(.varint) }
                position += 1
                switch number.take(byte) {
                case .more: break
                case .whole(let value): try take(number: value)
                case .overflow: throw fault(.varint)
                }
            }
        }
    }

    mutating func finish() throws(ModelFault) -> ModelFacts {
        if case .pass(let end) = state, position == end { try complete() }
        guard case .key = state, number.isEmpty, frames.count == 1, position == size else {
            throw fault(.truncated(needed: frames.last?.end ?? size, size: position))
        }
        try finish(frames[0])
        return facts
    }

    func fault(_ reason: ModelFault.Reason) -> ModelFault {
        let names = frames.dropFirst().map(\.name)
        var place = names.isEmpty ? "the model" : names.joined(separator: ".")
        if let tensor = frames.last(where: { $0.message == .tensor })?.tensor.name, !tensor.isEmpty {
            place += " '\(tensor.prefix(200))'"
        }
        return ModelFault(reason, at: place, offset: position)
    }

    /// Where what is being read has to end.
    private var currentEnd: Int64 {
        if case .packed(_, let end) = state { return end }
        return frames[frames.count - 1].end
    }

    private mutating func take(number value: UInt64) throws(ModelFault) {
        switch state {
        case .key: try open(field: value >> 3, wire: UInt8(value & 7))
        case .value(let field):
            try keep(value, field)
            try complete()
        case .length(let field): try open(field: field, length: value)
        case .packed(let field, let end):
            try keep(value, field)
            if position == end { try complete() }
        case .pass, .text: break
        }
    }

    /// Decides by a field's key what follows.
    private mutating func open(field number: UInt64, wire: UInt8) throws(ModelFault) {
        guard number > 0, number < 1 << 29 else { throw fault(.field(number, wire: wire)) }
        let index = frames.count - 1
        let field = frames[index].message.field(number)
        if let field, field.isSingular, !frames[index].seen.insert(number).inserted { throw fault(.twice(field.name)) }
        switch (wire, field?.kind) {
        case (0, nil), (0, .varint), (0, .varints): state = .value(number)
        case (1, nil), (1, .fixed64s), (5, nil), (5, .fixed32s):
            frames[index].count(number, 1)
            try pass(UInt64(wire == 1 ? 8 : 4))
        case (2, nil), (2, .varints), (2, .fixed32s), (2, .fixed64s), (2, .bytes), (2, .text), (2, .message):
            state = .length(number)
        // Wire types 3 and 4 are the groups of old, which no ONNX file has.
        default: throw fault(.field(number, wire: wire))
        }
    }

    /// Decides by its length what becomes of a field.
    private mutating func open(field number: UInt64, length: UInt64) throws(ModelFault) {
        let index = frames.count - 1
        let end = try self.end(of: length)
        switch frames[index].message.field(number)?.kind {
        case .message(let message):
            guard frames.count < OnnxReader.deepest else { throw fault(.tooDeep(OnnxReader.deepest)) }
            let name = frames[index].message.field(number)?.name ?? ""
            frames.append(OnnxFrame(message, name: name, end: end))
            state = .key
            try close()
        case .text:
            guard length <= UInt64(OnnxReader.longestText) else {
                throw fault(.textLength(length, limit: OnnxReader.longestText))
            }
            guard length > 0 else {
                try keep("", number)
                return try complete()
            }
            state = .text(number, end: end, bytes: [])
        case .varints where length > 0: state = .packed(number, end: end)
        case .fixed32s, .fixed64s:
            let width: UInt64 = frames[index].message.field(number)?.kind == .fixed32s ? 4 : 8
            guard length % width == 0 else {
                throw fault(.dataSize(expected: Int64(length - length % width), actual: Int64(length)))
            }
            frames[index].count(number, Int64(length / width))
            try pass(length)
        default:
            frames[index].tookBytes(number, Int64(length))
            try pass(length)
        }
    }

    private mutating func pass(_ length: UInt64) throws(ModelFault) {
        let end = try self.end(of: length)
        state = .pass(end: end)
        if position == end { try complete() }
    }

    /// Where a length leads to: at most to the end of the message that it stands in.
    private func end(of length: UInt64) throws(ModelFault) -> Int64 {
        let limit = frames[frames.count - 1].end
        guard length <= UInt64(limit - position) else { throw fault(.beyondParent(length: length, end: limit)) }
        return position + Int64(length)
    }

    private mutating func advance(
        _ rest: Slice<UnsafeRawBufferPointer>, to end: Int64
    ) -> Slice<UnsafeRawBufferPointer> {
        let count = Int(min(end - position, Int64(rest.count)))
        position += Int64(count)
        return rest.dropFirst(count)
    }

    /// A field is over, and with it perhaps the messages around it.
    private mutating func complete() throws(ModelFault) {
        state = .key
        try close()
    }

    private mutating func close() throws(ModelFault) {
        while frames.count > 1, let frame = frames.last, frame.end == position {
            try finish(frame)
            frames.removeLast()
            try absorb(frame)
        }
    }
}

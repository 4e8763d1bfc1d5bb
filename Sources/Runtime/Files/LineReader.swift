import Glibc

/// Reads lines from a file, a pipe or a terminal as they come; the owner of the descriptor.
struct LineReader: ~Copyable {
    /// One line without its line feed, or what is wrong with it.
    typealias Line = Result<String, LineError>

    /// The most bytes of a line.
    static let lengthLimit = 1 << 20
    private static let chunk = 1 << 16

    private let source: LineSource
    private let descriptor: CInt
    /// What one `read` fills.
    private let room: UnsafeMutableRawBufferPointer
    private var buffer: [UInt8] = []
    /// Where the next line starts in the buffer.
    private var start = 0
    private var number = 0
    private var isSkipping = false
    private var isAtEnd = false

    /// Throws ``FileError`` when the file cannot be opened.
    init(_ source: LineSource) throws(FileError) {
        self.source = source
        switch source {
        case .standardInput: descriptor = STDIN_FILENO
        case .file(let path):
            let opened = open(path.string, O_RDONLY | O_CLOEXEC)
            guard opened >= 0 else { throw .failed(.open, path, errno: errno) }
            descriptor = opened
        }
        room = .allocate(byteCount: Self.chunk, alignment: 1)
    }

    deinit {
        room.deallocate()
        if descriptor != STDIN_FILENO { close(descriptor) }
    }

    /// The next lines, at most `limit`: those that are there, or the first that comes. Nil at the end.
    ///
    /// A line that is too long or not UTF-8 is an error in its place. Throws ``FileError`` when reading fails.
    mutating func lines(atMost limit: Int) throws(FileError) -> [Line]? {
        var lines: [Line] = []
        while lines.count < limit {
            if let line = buffered() {
                lines.append(line)
            } else if !lines.isEmpty || isAtEnd {
                break
            } else {
                try fill()
            }
        }
        return lines.isEmpty ? nil : lines
    }

    /// A line that is in the buffer already, or the last one, which may lack its line feed.
    private mutating func buffered() -> Line? {
        while let end = buffer[start...].firstIndex(of: 0x0A) {
            let bytes = buffer[start..<end]
            start = end + 1
            number += 1
            // The rest of a line that was told of before.
            if isSkipping {
                isSkipping = false
                continue
            }
            return line(bytes)
        }
        if isSkipping { start = buffer.count }
        let rest = buffer.count - start
        if rest > Self.lengthLimit {
            start = buffer.count
            isSkipping = true
            return .failure(.tooLong(number: number + 1, limit: Self.lengthLimit))
        }
        guard isAtEnd, rest > 0 else { return nil }
        let bytes = buffer[start...]
        start = buffer.count
        number += 1
        return line(bytes)
    }

    private func line(_ bytes: ArraySlice<UInt8>) -> Line {
        guard bytes.count <= Self.lengthLimit else {
            return .failure(.tooLong(number: number, limit: Self.lengthLimit))
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { return .failure(.notUTF8(number: number)) }
        return .success(text)
    }

    private mutating func fill() throws(FileError) {
        if start > 0 { buffer.removeSubrange(..<start) }
        start = 0
        var count: Int
        repeat { count = read(descriptor, room.baseAddress, room.count) } while count < 0 && errno == EINTR
        let code = errno
        guard count >= 0 else { throw .failed(.read, try path, errno: code) }
        buffer.append(contentsOf: UnsafeRawBufferPointer(rebasing: room[..<count]))
        isAtEnd = count == 0
    }

    /// For messages.
    private var path: Path {
        get throws(FileError) {
            switch source {
            case .standardInput: try Path("standard input")
            case .file(let path): path
            }
        }
    }
}

/// What is wrong with a line.
enum LineError: Error, Equatable, Sendable, CustomStringConvertible {
    case notUTF8(number: Int)
    case tooLong(number: Int, limit: Int)

    var description: String {
        switch self {
        case .notUTF8(let number): "line \(number) is not UTF-8"
        case .tooLong(let number, let limit): "line \(number) is longer than \(limit) bytes"
        }
    }
}

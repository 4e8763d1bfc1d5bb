import Glibc

/// Serves one connection in the thread that calls it.
struct Connection: ~Copyable {
    private let socket: Int32
    private let state: ServerState

    init(_ socket: Int32, state: ServerState) {
        self.socket = socket
        self.state = state
        state.noteConnection()
        // What a client writes in one go should not wait for the answer to what we wrote before.
        var yes: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(socket) }

    /// Answers requests until one side ends it.
    func serve() {
        var rest: [UInt8] = []
        while let request = read(&rest) {
            state.note(request)
            guard send(state.handler(request), isHead: request.method == "HEAD") else { return }
        }
    }

    private func read(_ rest: inout [UInt8]) -> LoopbackServer.Request? {
        let end = Array("\r\n\r\n".utf8)
        var headEnd = position(of: end, in: rest)
        while headEnd == nil {
            guard receive(into: &rest) else { return nil }
            headEnd = position(of: end, in: rest)
        }
        guard let headEnd else { return nil }
        let head = String(decoding: rest[..<headEnd], as: UTF8.self)
        let lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)
        rest.removeFirst(headEnd + end.count)
        guard let request = LoopbackServer.Request(lines: lines, body: []) else { return nil }
        let length = request["content-length"].flatMap { Int($0) } ?? 0
        let releases = state.releases
        let intake = state.intake(request)
        let wanted =
            switch intake {
            case .whole: length
            case .cut(let count), .held(let count): min(count, length)
            }
        while rest.count < wanted {
            guard receive(into: &rest) else {
                LoopbackServer.Request(lines: lines, body: rest).map(state.ended)
                return nil
            }
        }
        if case .held = intake {
            while !state.isStopping, state.releases == releases { usleep(5000) }
        }
        if case .whole = intake {
        } else {
            LoopbackServer.Request(lines: lines, body: Array(rest.prefix(wanted))).map(state.ended)
            return nil
        }
        let body = Array(rest.prefix(length))
        rest.removeFirst(length)
        return LoopbackServer.Request(lines: lines, body: body)
    }

    private func position(of end: [UInt8], in bytes: [UInt8]) -> Int? {
        guard bytes.count >= end.count else { return nil }
        return (0...(bytes.count - end.count)).first { bytes[$0..<($0 + end.count)].elementsEqual(end) }
    }

    /// Waits for more, but not longer than the server runs.
    private func receive(into rest: inout [UInt8]) -> Bool {
        while !state.isStopping {
            var waiting = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 20) > 0 else { continue }
            var buffer = [UInt8](repeating: 0, count: 65536)
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { return false }
            rest += buffer.prefix(count)
            return true
        }
        return false
    }

    /// Sends an answer; false if the connection is over with it.
    private func send(_ response: LoopbackServer.Response, isHead: Bool) -> Bool {
        let body = response.body
        switch response.delivery {
        case .dropped: return false
        case .raw:
            _ = write(body[...])
            return false
        case .whole:
            return write(head(response, length: body.count)) && (isHead || write(body[...]))
        case .truncated(let count):
            _ = write(head(response, length: body.count)) && write(body.prefix(count))
            return false
        case .stalled(let count):
            _ = write(head(response, length: body.count)) && write(body.prefix(count))
            var nothing: [UInt8] = []
            _ = receive(into: &nothing)
            return false
        case .chunked(let size):
            guard write(head(response, length: nil)) else { return false }
            return isHead || writeChunks(body[...], size: size) && write(Array("0\r\n\r\n".utf8)[...])
        case .chunkedTruncated(let size, let count):
            _ = write(head(response, length: nil)) && writeChunks(body.prefix(count), size: size)
            return false
        case .endless(let size):
            guard write(head(response, length: nil)) else { return false }
            let chunk = [UInt8](repeating: 0x2E, count: size)
            while !state.isStopping, writeChunks(chunk[...], size: size) {}
            return false
        }
    }

    private func head(_ response: LoopbackServer.Response, length: Int?) -> ArraySlice<UInt8> {
        var text = "HTTP/1.1 \(response.status) Test\r\n"
        for (name, value) in response.headers { text += "\(name): \(value)\r\n" }
        text += length.map { "Content-Length: \($0)\r\n\r\n" } ?? "Transfer-Encoding: chunked\r\n\r\n"
        return Array(text.utf8)[...]
    }

    private func writeChunks(_ bytes: ArraySlice<UInt8>, size: Int) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let chunk = rest.prefix(size)
            rest = rest.dropFirst(size)
            let begin = Array("\(String(chunk.count, radix: 16))\r\n".utf8)
            guard write((begin + chunk + [0x0D, 0x0A])[...]) else { return false }
        }
        return true
    }

    private func write(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            // A client that is gone is an outcome here, so no signal.
            let count = rest.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

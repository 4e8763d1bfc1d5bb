import Glibc
import Testing

@testable import ModelRuntime

/// A bare TCP connection to a server under test, so that a test decides on every byte and its moment.
final class ServeClient {
    /// An answer, taken apart.
    struct Answer: Equatable {
        let status: Int
        let headers: [String: String]
        let body: String
    }

    /// Nobody listens.
    struct Refused: Error {
        let errno: Int32
    }

    private let descriptor: CInt
    private var buffer: [UInt8] = []

    /// Connects on this machine. A read waits a minute at most.
    init(port: Int, receiveBuffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var size = receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Refused(errno: errno) }
    }

    deinit { close(descriptor) }

    /// Sends bytes as they are; what a server that has closed does not take is lost.
    func send(_ bytes: some Sequence<UInt8>) {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    func send(_ text: String) { send(Array(text.utf8)) }

    /// Sends a request of one piece.
    func request(_ method: String, _ path: String, _ headers: [(String, String)] = [], _ body: [UInt8] = []) {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: test\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if method == "POST" { head += "Content-Length: \(body.count)\r\n" }
        send(Array((head + "\r\n").utf8) + body)
    }

    /// Lets the connection be reset when the client goes, instead of ended in order.
    func resetAtEnd() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    /// The next answer; `isHead` for one to HEAD, which has no body.
    func answer(isHead: Bool = false) throws -> Answer {
        while Self.headEnd(buffer) == nil { try #require(fill(), "the server closed before its answer was whole") }
        let end = try #require(Self.headEnd(buffer))
        let lines = String(decoding: buffer[..<end], as: UTF8.self).split(separator: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ": ", maxSplits: 1)
            headers[parts[0].lowercased()] = String(parts[1])
        }
        let length = isHead ? 0 : Int(headers["content-length"] ?? "0") ?? 0
        while buffer.count < end + 4 + length { try #require(fill(), "the server closed inside a body") }
        let body = String(decoding: buffer[(end + 4)..<(end + 4 + length)], as: UTF8.self)
        buffer.removeFirst(end + 4 + length)
        let status = try #require(Int(lines[0].split(separator: " ")[1]))
        return Answer(status: status, headers: headers, body: body)
    }

    /// Whether the server closes, after `answer()` has taken all that came before.
    func isClosed() -> Bool { buffer.isEmpty && !fill() }

    private func fill() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return false }
        buffer.append(contentsOf: bytes.prefix(count))
        return true
    }

    private static func headEnd(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return (0...bytes.count - 4).first { bytes[$0..<$0 + 4].elementsEqual([0x0D, 0x0A, 0x0D, 0x0A]) }
    }
}

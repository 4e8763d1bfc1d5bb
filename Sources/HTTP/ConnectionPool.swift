import CCurl
import Synchronization

/// Keeps idle libcurl handles, and with them their open connections, for the next request.
final class ConnectionPool: Sendable {
    /// libcurl promises that a handle may move between threads as long as one at a time uses it
    /// (<https://curl.se/libcurl/c/threadsafe.html>); one that lies here is used by none.
    private struct Idle: @unchecked Sendable {
        let raw: UnsafeMutableRawPointer
    }

    /// libcurl must be set up once, before its first handle; a lazy static does so even with many threads.
    private static let setup = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    private static let mostIdle = 8

    private let idle = Mutex<[Idle]>([])

    deinit {
        idle.withLock { idle in
            for handle in idle { curl_easy_cleanup(handle.raw) }
            idle.removeAll()
        }
    }

    /// An idle handle, or a new one. The corresponding C function is `curl_easy_init`.
    func take() throws(HTTPError) -> EasyHandle {
        if let handle = idle.withLock({ $0.popLast() }) { return EasyHandle(handle.raw, from: self) }
        guard Self.setup == CURLE_OK, let raw = curl_easy_init() else {
            throw .setup(code: Self.setup.rawValue, message: String(cString: curl_easy_strerror(Self.setup)))
        }
        return EasyHandle(raw, from: self)
    }

    /// Takes a handle back; what is too much is closed.
    func giveBack(_ raw: UnsafeMutableRawPointer) {
        let handle = Idle(raw: raw)
        let kept = idle.withLock { idle in
            guard idle.count < Self.mostIdle else { return false }
            idle.append(handle)
            return true
        }
        if !kept { curl_easy_cleanup(handle.raw) }
    }
}

import HTTP
import Synchronization

/// What opened each repository last, for each thing that was done there.
final class TokenCache: Sendable {
    private let credentials = Mutex<[TokenScope: HTTPCredential]>([:])

    subscript(scope: TokenScope) -> HTTPCredential? {
        get { credentials.withLock { $0[scope] } }
        set { credentials.withLock { $0[scope] = newValue } }
    }
}

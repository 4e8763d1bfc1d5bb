import HTTP
import Synchronization

/// What opened each repository last.
final class TokenCache: Sendable {
    private let credentials = Mutex<[RegistryRepository: HTTPCredential]>([:])

    subscript(repository: RegistryRepository) -> HTTPCredential? {
        get { credentials.withLock { $0[repository] } }
        set { credentials.withLock { $0[repository] = newValue } }
    }
}

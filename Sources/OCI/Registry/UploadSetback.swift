/// What went wrong with a part of an upload, by what can be done about it.
enum UploadSetback: Error {
    /// It may pass: the connection broke, or the registry has a moment of weakness.
    case passing(any Error)
    /// The registry wants another offset than the one that came.
    case offset(RegistryError)
    /// The registry does not know the session any more.
    case lost(RegistryError)
    /// The registry takes no parts.
    case parts(RegistryError)
    /// The request was too large.
    case tooLarge(RegistryError)
    /// The registry got other bytes than those that were sent.
    case mismatch(RegistryError)

    /// What is told if nothing helps.
    var reason: any Error {
        switch self {
        case .passing(let error): error
        case .offset(let error), .lost(let error), .parts(let error), .tooLarge(let error), .mismatch(let error): error
        }
    }
}

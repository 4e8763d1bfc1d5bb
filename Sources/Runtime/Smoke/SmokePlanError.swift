/// What is wrong with a smoke plan.
enum SmokePlanError: Error, Equatable, Sendable, CustomStringConvertible {
    case notJSON(Path, reason: String)
    case badMember(Path, FieldError)
    case badDevice(Path, DeviceError)

    var description: String {
        switch self {
        case .notJSON(let path, let reason): "\(path) is not JSON: \(reason)"
        case .badMember(let path, let error): "\(path) is not a smoke plan: \(error)"
        case .badDevice(let path, let error): "\(path) is not a smoke plan: \(error)"
        }
    }
}

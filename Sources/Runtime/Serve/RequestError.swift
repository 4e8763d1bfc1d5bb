import NIOHTTP1

/// Why a request got no answer but an error.
enum RequestError: Error, Equatable, Sendable, CustomStringConvertible {
    case noSuchPath(String)
    case notServed(Route)
    case wrongMethod(String, Route)
    case wrongType(String?, Route)
    case wrongCharset(String)
    case notAPicture
    case tooLarge(limit: Int)
    case tooManyTexts(Int)
    case badPicture(PictureError)
    case badBody(String)
    case notHTTP
    case headersTooLarge
    case tooSlow
    case full(Route)
    case tooMuchHeld
    case loading
    case stopping
    /// The model, or what is around it, failed on this input.
    case failed(String)

    /// The kinds that errors are counted by.
    enum Kind: String, Sendable {
        case client, overload, unavailable, timeout, model
        /// The client went before it was answered; no request is refused so.
        case disconnect
    }

    var kind: Kind {
        switch self {
        case .full, .tooMuchHeld: .overload
        case .loading, .stopping: .unavailable
        case .tooSlow: .timeout
        case .failed: .model
        default: .client
        }
    }

    var status: HTTPResponseStatus {
        switch self {
        case .noSuchPath, .notServed: .notFound
        case .wrongMethod: .methodNotAllowed
        case .wrongType, .wrongCharset, .notAPicture: .unsupportedMediaType
        case .tooLarge, .tooManyTexts: .payloadTooLarge
        case .badPicture, .badBody, .notHTTP: .badRequest
        case .headersTooLarge: .requestHeaderFieldsTooLarge
        case .tooSlow: .requestTimeout
        case .full, .tooMuchHeld: .tooManyRequests
        case .loading, .stopping: .serviceUnavailable
        case .failed: .internalServerError
        }
    }

    /// The header fields that tell a program what to do next.
    var headers: HTTPHeaders {
        switch self {
        case .wrongMethod(_, let route): ["Allow": route.methods.map(\.rawValue).joined(separator: ", ")]
        case .full, .tooMuchHeld, .loading: ["Retry-After": "1"]
        case .stopping: ["Retry-After": "5"]
        default: [:]
        }
    }

    /// The sentence for the user.
    var description: String {
        switch self {
        case .noSuchPath(let path):
            "there is no \"\(path.prefix(200))\", only \(Route.allCases.map(\.rawValue).joined(separator: ", "))"
        case .notServed(let route):
            "no model is behind \(route.rawValue): start serve with --\(route == .ocr ? "ocr" : "sentiment")-model"
        case .wrongMethod(let method, let route):
            "\(route.rawValue) does not answer \(method), only "
                + route.methods.map(\.rawValue).joined(separator: " and ")
        case .wrongType(let type, let route):
            (type.map { "the Content-Type is \"\($0.prefix(200))\"" } ?? "there is no Content-Type")
                + ", \(route.rawValue) takes \(route.mediaTypes.joined(separator: ", "))"
        case .wrongCharset(let charset): "the charset is \"\(charset.prefix(200))\", only utf-8 is read"
        case .notAPicture: "the body is neither a PNG nor a JPEG picture"
        case .tooLarge(let limit): "the body is larger than the \(limit) bytes that are taken"
        case .tooManyTexts(let count): "there are \(count) texts, at most \(ServeSettings.texts) are taken at a time"
        case .badPicture(let error): "\(error)"
        case .badBody(let reason): reason
        case .notHTTP: "this is no HTTP/1.1 request"
        case .headersTooLarge: "the header fields are too large"
        case .tooSlow: "the request did not arrive in time"
        case .full(let route): "as many requests wait for \(route.rawValue) as may wait: try again later"
        case .tooMuchHeld: "the bodies of waiting requests take as much memory as they may: try again later"
        case .loading: "the models are being loaded: try again later"
        case .stopping: "the server is stopping"
        case .failed(let reason): reason
        }
    }
}

extension RequestError {
    /// What became of work on a request, as its sender is told.
    init(_ error: any Error) {
        switch error {
        case let error as RequestError: self = error
        case PictureError.unknownFormat: self = .notAPicture
        case let error as PictureError: self = .badPicture(error)
        default: self = .failed("\(error)")
        }
    }
}

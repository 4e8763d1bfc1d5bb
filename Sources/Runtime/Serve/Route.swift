import NIOHTTP1

/// What can be asked of the server.
enum Route: String, CaseIterable, Sendable {
    case ocr = "/v1/ocr"
    case sentiment = "/v1/sentiment"
    case health = "/healthz"
    case ready = "/readyz"
    case metrics = "/metrics"

    /// The methods that are answered.
    var methods: [HTTPMethod] {
        switch self {
        case .ocr, .sentiment: [.POST]
        case .health, .ready, .metrics: [.GET, .HEAD]
        }
    }

    /// The media types of bodies, in the order in which an error tells them.
    var mediaTypes: [String] {
        switch self {
        case .ocr: ["image/png", "image/jpeg", "application/octet-stream"]
        case .sentiment: ["application/json", "text/plain"]
        case .health, .ready, .metrics: []
        }
    }
}

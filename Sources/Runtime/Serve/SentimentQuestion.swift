/// What a request to `/v1/sentiment` asks: a text, or several.
struct SentimentQuestion: Equatable, Sendable {
    let texts: [String]
    /// Whether one text was asked for, and so one judgement is the answer; else an array of them is.
    let isSingle: Bool

    /// Takes a body apart. Throws ``RequestError``.
    init(_ body: [UInt8], _ type: ContentType?) throws(RequestError) {
        if type?.mediaType == "text/plain" {
            guard let text = String(validating: body, as: UTF8.self) else {
                throw .badBody("the body is not UTF-8")
            }
            texts = [text]
            isSingle = true
            return
        }
        let value: JSONValue
        do { value = try JSONParser.parse(body) } catch { throw .badBody("the body is not JSON: \(error)") }
        do {
            var fields = try Fields(value)
            if fields.has("texts") {
                let elements = try fields.array("texts")
                isSingle = false
                texts = try elements.map { element throws(FieldError) in
                    guard case .text(let text) = element else {
                        throw .wrongKind("texts", expected: "an array of strings", found: "one of \(element.kind)")
                    }
                    return text
                }
            } else {
                texts = [try fields.text("text")]
                isSingle = true
            }
            try fields.finish()
        } catch {
            throw .badBody("the body is no question: \(error)")
        }
        guard !texts.isEmpty else { throw .badBody("the body is no question: \"texts\" is empty") }
        guard texts.count <= ServeSettings.texts else { throw .tooManyTexts(texts.count) }
    }
}

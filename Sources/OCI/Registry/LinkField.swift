import HTTP

/// The `Link` field of an answer that comes in pages.
///
/// Source: RFC 8288; OCI distribution-spec, "Listing Referrers".
enum LinkField {
    /// What the next page is called, relative to this one; nil on the last.
    static func next(in response: HTTPResponse) -> String? {
        for value in response.headers.values(of: "link") {
            for link in links(value) where link.isNext { return link.reference }
        }
        return nil
    }

    /// `<reference>; name=value; …`, separated by commas.
    private static func links(_ value: String) -> [(reference: String, isNext: Bool)] {
        var found: [(reference: String, isNext: Bool)] = []
        var rest = value[...]
        while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") {
            let reference = String(rest[rest.index(after: start)..<end])
            rest = rest[rest.index(after: end)...]
            let parameters = rest.prefix { $0 != "<" }
            rest = rest[parameters.endIndex...]
            let isNext = parameters.split(whereSeparator: { $0 == ";" || $0 == "," }).contains { parameter in
                let text = parameter.lowercased().filter { $0 != " " && $0 != "\t" && $0 != "\"" }
                return text == "rel=next"
            }
            found.append((reference, isNext))
        }
        return found
    }
}

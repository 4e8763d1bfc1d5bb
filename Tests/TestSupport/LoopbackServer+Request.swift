extension LoopbackServer {
    /// One request as it came.
    public struct Request: Sendable {
        /// The method.
        public let method: String
        /// The path without the query, still percent-encoded.
        public let path: String
        /// The query without `?`, empty if there is none.
        public let query: String
        /// The header fields in their order, names in lower case.
        public let headers: [(name: String, value: String)]
        /// The body.
        public let body: [UInt8]

        /// The first value of a header field, by its name in lower case.
        public subscript(_ name: String) -> String? { headers.first { $0.name == name }?.value }

        /// Parses the lines before the body; nil for what no client of ours sends.
        init?(lines: [Substring], body: [UInt8]) {
            let words = lines.first?.split(separator: " ") ?? []
            guard words.count == 3 else { return nil }
            method = String(words[0])
            let halves = words[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
            path = String(halves[0])
            query = halves.count > 1 ? String(halves[1]) : ""
            headers = lines.dropFirst().compactMap { line in
                let halves = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                guard halves.count == 2 else { return nil }
                return (halves[0].lowercased(), String(halves[1].drop { $0 == " " }))
            }
            self.body = body
        }
    }
}

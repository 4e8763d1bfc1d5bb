extension Invocation {
    /// Parses the words that the program was started with, its name first, as `main` takes them.
    ///
    /// Throws ``UsageError/notText(place:)`` for one that is not UTF-8: Swift's own `CommandLine.arguments` would put
    /// other characters in its place, and another text would be judged than was given.
    public init(_ count: CInt, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) throws(UsageError) {
        var arguments: [String] = []
        for place in 1..<max(Int(count), 1) {
            guard let word = words[place], let text = String(validatingCString: word) else {
                throw .notText(place: place)
            }
            arguments.append(text)
        }
        try self.init(arguments)
    }
}

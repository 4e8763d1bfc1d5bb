/// A pattern of paths: `*` and `?` stand for characters of one component, a component `**` for any number of them.
public struct PathGlob: Hashable, Sendable {
    /// The pattern.
    public let text: String
    private let parts: [[UInt8]]

    /// A pattern of relative paths.
    ///
    /// - Throws: `WheelError.pattern` for an empty, overlong or absolute one, and one with an empty component.
    public init(_ text: String) throws(WheelError) {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { Array($0) }
        guard text.utf8.count <= 1000, !text.utf8.contains(0), parts.allSatisfy({ !$0.isEmpty }) else {
            throw .pattern(String(text.prefix(200)))
        }
        self.text = text
        self.parts = parts
    }

    /// Whether a path's components match, all of them.
    func matches(_ path: [[UInt8]]) -> Bool {
        // Which lengths of the path's beginning the pattern so far can stand for.
        var reached: Set<Int> = [0]
        for part in parts {
            if part.elementsEqual("**".utf8) {
                guard let first = reached.min() else { return false }
                reached = Set(first...path.count)
            } else {
                reached = Set(
                    reached.filter { $0 < path.count && Self.matches(part, path[$0]) }.map { $0 + 1 })
            }
        }
        return reached.contains(path.count)
    }

    /// Greedy with one step back: no pattern takes more than the product of both lengths.
    private static func matches(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
        var (at, position) = (0, 0)
        var star: (at: Int, position: Int)?
        while position < name.count {
            if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
                star = (at, position)
                at += 1
            } else if at < pattern.count, pattern[at] == UInt8(ascii: "?") || pattern[at] == name[position] {
                at += 1
                position += 1
            } else if let last = star {
                star = (last.at, last.position + 1)
                (at, position) = (last.at + 1, last.position + 1)
            } else {
                return false
            }
        }
        return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

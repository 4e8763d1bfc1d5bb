/// A version of a Python package, ordered as PEP 440 orders.
///
/// Source: "Version specifiers" of the Python packaging specifications. Equal values are the same version however they
/// are spelled: `1.0`, `v1` and `1.0.0`; `1.0-1` and `1.0.post1`.
public struct PackageVersion: Hashable, Sendable, Comparable {
    let epoch: Int
    /// The release without zeros at its end.
    let release: [Int]
    /// Pre-release phase and number, post-release, development release: each so that a plain comparison orders them.
    let suffix: [Int]
    let local: String

    /// Parses a version in any spelling that PEP 440 allows.
    ///
    /// - Throws: `WheelError.version`.
    public init(_ text: some StringProtocol) throws(WheelError) {
        guard text.utf8.count <= 200, let version = Scanner(text).version() else {
            throw .version(String(text.prefix(100)))
        }
        self = version
    }

    init(epoch: Int = 0, release: [Int], suffix: [Int] = PackageVersion.final, local: String = "") {
        self.epoch = epoch
        self.release = Self.trimmed(release)
        self.suffix = suffix
        self.local = local
    }

    /// The suffix of a release that is neither pre, post nor development.
    static let final = [3, 0, -1, Int.max]

    /// Whether it is neither a pre-release nor a development release.
    var isFinal: Bool { suffix[0] == Self.final[0] && suffix[3] == Self.final[3] }

    static func trimmed(_ release: [Int]) -> [Int] {
        var release = release
        while release.count > 1, release.last == 0 { release.removeLast() }
        return release
    }

    /// Orders by epoch, release and suffix; local versions by their text, since nothing here depends on them.
    public static func < (left: PackageVersion, right: PackageVersion) -> Bool {
        if left.epoch != right.epoch { return left.epoch < right.epoch }
        if left.release != right.release { return left.release.lexicographicallyPrecedes(right.release) }
        if left.suffix != right.suffix { return left.suffix.lexicographicallyPrecedes(right.suffix) }
        return left.local.utf8.lexicographicallyPrecedes(right.local.utf8)
    }
}

/// Reads the grammar of PEP 440, appendix B.
private struct Scanner {
    private var rest: ArraySlice<UInt8>

    init(_ text: some StringProtocol) {
        rest = text.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }[...]
        if rest.first == UInt8(ascii: "v") { rest.removeFirst() }
    }

    consuming func version() -> PackageVersion? {
        guard var first = number() else { return nil }
        var epoch = 0
        if take("!") {
            epoch = first
            guard let next = number() else { return nil }
            first = next
        }
        var release = [first]
        while let part = after(".", { $0.number() }) {
            guard release.count < 64 else { return nil }
            release.append(part)
        }
        guard let suffix = suffix(), let local = local(), rest.isEmpty else { return nil }
        return PackageVersion(epoch: epoch, release: release, suffix: suffix, local: local)
    }

    private mutating func suffix() -> [Int]? {
        var pre: (Int, Int)?
        for (name, phase) in [
            ("alpha", 0), ("a", 0), ("beta", 1), ("b", 1), ("preview", 2), ("pre", 2), ("rc", 2), ("c", 2),
        ] {
            if let found = named(name) {
                pre = (phase, found)
                break
            }
        }
        var post = named("post") ?? named("rev") ?? named("r")
        if post == nil { post = after("-", { $0.number() }) }
        let development = named("dev")
        // PEP 440 sorts 1.0.dev1 before 1.0a1, which sorts before 1.0.
        let none = post == nil && development != nil ? (-1, 0) : (3, 0)
        let (phase, count) = pre ?? none
        return [phase, count, post ?? -1, development ?? Int.max]
    }

    private mutating func local() -> String? {
        guard take("+") else { return "" }
        let text = rest
        rest = []
        let isLocal = text.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        }
        guard isLocal, !text.isEmpty else { return nil }
        return String(
            decoding: text.map { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") ? UInt8(ascii: ".") : $0 },
            as: UTF8.self)
    }

    /// A named part with an optional separator before and after its name, and an optional number.
    private mutating func named(_ name: String) -> Int? {
        var copy = self
        copy.separator()
        guard copy.take(name) else { return nil }
        var numbered = copy
        numbered.separator()
        if let number = numbered.number() {
            self = numbered
            return number
        }
        self = copy
        return 0
    }

    private mutating func after(_ mark: String, _ read: (inout Scanner) -> Int?) -> Int? {
        var copy = self
        guard copy.take(mark), let value = read(&copy) else { return nil }
        self = copy
        return value
    }

    private mutating func separator() {
        if let byte = rest.first, ".-_".utf8.contains(byte) { rest.removeFirst() }
    }

    private mutating func take(_ text: String) -> Bool {
        guard rest.starts(with: text.utf8) else { return false }
        rest.removeFirst(text.utf8.count)
        return true
    }

    private mutating func number() -> Int? {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard !digits.isEmpty, digits.count <= 18 else { return nil }
        rest.removeFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
}

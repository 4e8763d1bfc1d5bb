import Archive
public import OCI

/// A suite's `Release`: which indexes it has, and when it was made.
///
/// Source: Debian repository format, "Release files". Only SHA-256 is read.
public struct DebianRelease: Hashable, Sendable {
    /// The suite's changing name, as `oldstable`.
    public let suite: String?
    /// The release's lasting name, as `bookworm`.
    public let codename: String?
    /// When it was made.
    public let date: Moment
    /// Until when it may be used, where it says so.
    public let validUntil: Moment?
    /// Whether indexes lie under their digests too.
    public let hasByHash: Bool
    /// Whether apt takes from it only what is asked for.
    public let isNotAutomatic: Bool
    /// Whether apt takes upgrades from it nevertheless.
    public let isUpgradedAutomatically: Bool
    /// The architectures whose packages are in indexes of their own.
    public let architectures: Set<String>
    /// Whether packages of `all` are in the indexes of the other architectures.
    public let hasArchitectureAllIndex: Bool
    /// Digest and size of every file below the suite's directory.
    public let files: [String: File]

    /// A file that the release vouches for.
    public struct File: Hashable, Sendable {
        /// The digest.
        public let digest: Digest
        /// The size, in bytes.
        public let size: Int64
    }

    private static let maximumFiles = 200_000

    /// Parses the text that a signature covers.
    public init(parsing bytes: [UInt8]) throws(DebianReleaseError) {
        let paragraph: ControlParagraph
        do { paragraph = try ControlParagraph(parsing: bytes) } catch { throw .control(error) }
        suite = paragraph["Suite"]
        codename = paragraph["Codename"]
        guard let dateText = paragraph["Date"] else { throw .missing("Date") }
        guard let date = Moment(releaseDate: dateText) else { throw .date(DebianNameError.excerpt(dateText)) }
        self.date = date
        if let text = paragraph["Valid-Until"] {
            guard let moment = Moment(releaseDate: text) else { throw .date(DebianNameError.excerpt(text)) }
            validUntil = moment
        } else {
            validUntil = nil
        }
        hasByHash = paragraph["Acquire-By-Hash"] == "yes"
        isNotAutomatic = paragraph["NotAutomatic"] == "yes"
        isUpgradedAutomatically = paragraph["ButAutomaticUpgrades"] == "yes"
        architectures = Set((paragraph["Architectures"] ?? "").split(whereSeparator: \.isBlank).map(String.init))
        let unsupported = paragraph["No-Support-for-Architecture-all"] ?? ""
        hasArchitectureAllIndex =
            architectures.contains("all") && !unsupported.split(whereSeparator: \.isBlank).contains("Packages")
        guard let list = paragraph["SHA256"] else { throw .missing("SHA256") }
        files = try Self.files(list)
    }

    private static func files(_ list: String) throws(DebianReleaseError) -> [String: File] {
        var files: [String: File] = [:]
        for line in list.utf8.split(separator: 10) {
            let words = line.split(separator: 32)
            guard words.count == 3, let name = String(words[2]), let size = String(words[1]).flatMap(Int64.init),
                let hex = String(words[0]), let digest = try? Digest(hex: hex), size >= 0, (try? TarPath(name)) != nil
            else { throw .file(DebianNameError.excerpt(String(line) ?? "")) }
            let file = File(digest: digest, size: size)
            // A name may come again (Debian's own tools do so) but then must mean the same.
            guard files.updateValue(file, forKey: name).map({ $0 == file }) ?? true else { throw .file(name) }
            guard files.count <= maximumFiles else { throw .tooManyFiles(limit: maximumFiles) }
        }
        return files
    }

    /// How apt would pin the suite's packages.
    var pin: Int { isNotAutomatic ? (isUpgradedAutomatically ? 100 : 1) : 500 }

    /// Checks that this is the suite that was asked for, is still valid at `now` and not older than what was seen before.
    func check(suite wanted: String, now: Moment, notBefore: Moment?) throws(DebianReleaseError) {
        // In one archive suites are asked for as `CODENAME/updates`; the release then bears the codename alone.
        let names = [suite, codename].compactMap(\.self)
        let isWanted = names.contains(wanted) || names.contains { wanted.hasPrefix($0 + "/") }
        guard isWanted else { throw .wrongSuite(wanted: wanted, found: names) }
        if let validUntil, validUntil.seconds < now.seconds {
            throw .expired(suite: wanted, until: validUntil, now: now)
        }
        if let notBefore, date.seconds < notBefore.seconds {
            throw .rolledBack(suite: wanted, date: date, seen: notBefore)
        }
    }
}

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
            guard words.count == 3, let text = String(words[2]), let size = String(words[1]).flatMap(Int64.init),
                let hex = String(words[0]), let digest = try? Digest(hex: hex), size >= 0
            else { throw .file(DebianNameError.excerpt(String(line) ?? "")) }
            // Tools that make flat repositories begin every path with a dot.
            let name = text.hasPrefix("./") ? String(text.dropFirst(2)) : text
            guard (try? TarPath(name)) != nil else { throw .file(DebianNameError.excerpt(text)) }
            let file = File(digest: digest, size: size)
            // A name may come again (Debian's own tools do so) but then must mean the same.
            guard files.updateValue(file, forKey: name).map({ $0 == file }) ?? true else { throw .file(name) }
            guard files.count <= maximumFiles else { throw .tooManyFiles(limit: maximumFiles) }
        }
        return files
    }

    /// How apt would prefer the suite's packages. Source: apt_preferences(5).
    var defaultPriority: Int { isNotAutomatic ? (isUpgradedAutomatically ? 100 : 1) : 500 }

    /// The names that the release gives itself.
    var names: [String] { [suite, codename].compactMap(\.self) }

    /// Checks that this is the suite that was asked for, that it was valid at the recipe's epoch and that it is not older
    /// than what was seen before.
    ///
    /// The recipe's epoch stands for now, so that the same recipe judges the same archive alike on every day. An archive is
    /// as a rule newer than the epoch, and that is no fault: the epoch says as of when the image must be up to date at least,
    /// and what is newer is clamped to it. An archive whose validity ended before the epoch is one that stopped: it holds
    /// back what was published since. An old archive that is still younger than the epoch is told by `notBefore` alone.
    ///
    /// - Parameters:
    ///   - epoch: The recipe's epoch; nil where `Valid-Until` is not looked at.
    ///   - notBefore: The date that was seen last.
    func check(suite wanted: DebianSuite, epoch: Moment?, notBefore: Moment?) throws(DebianReleaseError) {
        // In one archive suites are asked for as `CODENAME/updates`; the release then bears the codename alone. A flat
        // repository bears what name it likes.
        let isWanted = names.contains(wanted.text) || names.contains { wanted.text.hasPrefix($0 + "/") }
        guard isWanted || wanted.isFlat else { throw .wrongSuite(wanted: wanted.text, found: names) }
        if let epoch, let validUntil, validUntil.seconds < epoch.seconds {
            throw .expired(suite: wanted.text, until: validUntil, epoch: epoch)
        }
        if let notBefore, date.seconds < notBefore.seconds {
            throw .rolledBack(suite: wanted.text, date: date, seen: notBefore)
        }
    }
}

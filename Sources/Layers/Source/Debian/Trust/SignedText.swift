import OCI
import Sandbox
public import SystemPackage

/// A text that keys of a keyring signed: what a signature covers of an `InRelease`, and nothing beside it, or a
/// `Release` with its `Release.gpg`.
///
/// The corresponding program is gpgv(1). Its exit status is not relied upon: it is 2 for a good file of which one signature
/// is by an unknown key. Its own copy of the signed text is used, for it accepts files with other text around the signed.
public struct SignedText: Hashable, Sendable {
    /// The signed text.
    public let bytes: [UInt8]
    /// The primary fingerprints of the keys that signed, sorted.
    public let signers: [String]

    /// Verifies `document` against `keyring`, which may be armored.
    ///
    /// - Parameters:
    ///   - signature: A signature apart from the document, as `Release.gpg` is; nil where the document bears its own.
    ///   - scratch: A directory for what gpgv reads and writes.
    /// - Throws: ``SignatureError`` where no key of the keyring signed, or any signature is bad; ``CommandError``.
    public init(
        verifying document: [UInt8], signature: [UInt8]? = nil, name: String, keyring: FilePath, scratch: FilePath
    ) async throws {
        let files = scratch.appending("signed-\(UInt64.random(in: .min ... .max))")
        try files.createDirectories()
        defer { try? files.removeTree() }
        let text = files.appending("text")
        let ring = try Self.ring(keyring, in: files)
        var source = ["--output", text.string, "-"]
        if let signature {
            let file = files.appending("signature")
            try file.replace(with: signature)
            source = [file.string, "-"]
        }
        let gpgv = try HostProgram(named: "gpgv")
        let outcome = try await HostCommand(
            gpgv, ["--homedir", scratch.string, "--keyring", ring.string, "--status-fd", "1"] + source,
            input: document, timeout: .seconds(60)
        ).run()
        guard !outcome.timedOut, case .exited = outcome.termination, !outcome.isOutputCut else {
            throw SignatureError.unfinished(name: name, reason: outcome.complaint)
        }
        let status = Self.status(outcome.standardOutput)
        if let bad = status.first(where: { Self.refusals.contains($0.first ?? "") }) {
            throw SignatureError.bad(name: name, reason: bad.prefix(3).joined(separator: " "))
        }
        signers = Self.signers(status)
        guard !signers.isEmpty else {
            throw SignatureError.unsigned(name: name, keyring: keyring, log: outcome.complaint)
        }
        if signature != nil {
            bytes = document
            return
        }
        guard try text.status() != nil else { throw SignatureError.unfinished(name: name, reason: outcome.complaint) }
        bytes = try text.read(limit: Self.limit)
    }

    /// The keyring as gpgv reads it: binary, and with a slash in its name, for without one gpgv looks in its home directory.
    private static func ring(_ keyring: FilePath, in files: FilePath) throws -> FilePath {
        guard try keyring.status() != nil else { throw SignatureError.noKeyring(keyring) }
        let bytes = try keyring.read(limit: keyringLimit)
        guard PGPArmor.isArmored(bytes) else {
            return keyring.isAbsolute ? keyring : FilePath("./").appending(keyring.components)
        }
        let ring = files.appending("ring")
        do { try ring.replace(with: PGPArmor.decode(bytes)) } catch let fault as PGPArmor.Fault {
            throw SignatureError.keyring(keyring, reason: fault.description)
        }
        return ring
    }

    /// The largest keyring that is read.
    private static let keyringLimit = 16 << 20

    /// The largest text that is read.
    static let limit = 32 << 20

    /// Status words that refuse a document whatever else is said of it.
    private static let refusals: Set<String> = ["BADSIG", "EXPSIG", "REVKEYSIG", "NODATA", "UNEXPECTED", "BADARMOR"]

    private static func status(_ output: [UInt8]) -> [[String]] {
        String(decoding: output, as: UTF8.self).split(separator: "\n").compactMap { line in
            let prefix = "[GNUPG:] "
            guard line.hasPrefix(prefix) else { return nil }
            return line.dropFirst(prefix.count).split(separator: " ").map(String.init)
        }
    }

    /// `VALIDSIG` gives the signing key first and its primary key last; a key past its end is no signer.
    private static func signers(_ status: [[String]]) -> [String] {
        var signers: Set<String> = []
        var isGood = false
        for words in status {
            switch words.first {
            case "NEWSIG", "EXPKEYSIG": isGood = false
            case "GOODSIG": isGood = true
            case "VALIDSIG" where isGood:
                if let primary = words.last, isFingerprint(primary) { signers.insert(primary) }
            default: break
            }
        }
        return signers.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Forty or sixty-four hexadecimal digits in upper case.
    static func isFingerprint(_ text: String) -> Bool {
        [40, 64].contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) || (65...70).contains($0) }
    }
}

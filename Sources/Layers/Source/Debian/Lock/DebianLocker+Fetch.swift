import HTTP
import OCI

extension DebianLocker {
    /// A suite's `InRelease`, or its `Release` with the signature beside it.
    struct ReleaseDocument: Sendable {
        /// Where it came from, for messages.
        let url: String
        /// The document.
        let bytes: [UInt8]
        /// The signature, where it is apart.
        let signature: [UInt8]?
    }

    /// A suite's release from the first mirror that has one with a signature.
    ///
    /// Where there is no `InRelease`, `Release` and `Release.gpg` are taken, as apt does. A mirror that cannot say whether it
    /// has the file is passed over: what is there is never replaced by what is signed otherwise.
    func fetchRelease(of suite: DebianSuite, _ archive: DebianArchive) async throws -> ReleaseDocument {
        let bases = try addresses(of: archive)
        return try await runBlocking { [client] in
            var reasons: [String] = []
            var unsigned: String?
            func document(_ name: String, at base: HTTPURL) throws -> (String, [UInt8])? {
                let url = try base.appending(path: suite.directory + name)
                do { return (url.redacted, try client.fetch(url, limit: SignedText.limit)) } catch {
                    guard error.isAbsence else { throw error }
                    reasons.append("\(error)")
                    return nil
                }
            }
            for base in bases {
                do {
                    if let (url, bytes) = try document("InRelease", at: base) {
                        return ReleaseDocument(url: url, bytes: bytes, signature: nil)
                    }
                    guard let (url, bytes) = try document("Release", at: base) else { continue }
                    if let (_, signature) = try document("Release.gpg", at: base) {
                        return ReleaseDocument(url: url, bytes: bytes, signature: signature)
                    }
                    unsigned = unsigned ?? url
                } catch { reasons.append("\(error)") }
            }
            if let unsigned { throw DebianLockError.unsigned(archive: archive.name, url: unsigned) }
            throw DebianLockError.everyMirrorFailed(
                archive: archive.name, path: "\(suite.directory)InRelease", reasons: reasons)
        }
    }

    /// A document from the first mirror that has it with the right content.
    func fetch(_ path: String, of archive: DebianArchive, limit: Int, digest: Digest) async throws -> [UInt8] {
        let bases = try addresses(of: archive)
        return try await runBlocking { [client] in
            var reasons: [String] = []
            for base in bases {
                do {
                    let url = try base.appending(path: path)
                    let document = try client.fetch(url, limit: limit)
                    let actual = Digest(of: document)
                    guard actual == digest else {
                        throw DebianLockError.content(url: url.redacted, expected: digest, actual: actual)
                    }
                    return document
                } catch { reasons.append("\(error)") }
            }
            throw DebianLockError.everyMirrorFailed(archive: archive.name, path: path, reasons: reasons)
        }
    }

    private func addresses(of archive: DebianArchive) throws(DebianLockError) -> [HTTPURL] {
        guard let bases = mirrors[archive.name], !bases.isEmpty else { throw .noMirror(archive: archive.name) }
        return bases
    }
}

extension HTTPError {
    /// Whether the server says that there is no such file; object stores say that one may not see it.
    fileprivate var isAbsence: Bool {
        guard case .status(_, let status, _, _) = self else { return false }
        return [403, 404, 410].contains(status)
    }
}

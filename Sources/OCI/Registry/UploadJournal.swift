import HTTP
public import SystemPackage

/// Remembers uploads that are under way, so that the next process goes on where this one was killed.
///
/// A record is a hint: how far an upload came is asked of its registry.
public struct UploadJournal: Hashable, Sendable {
    /// The directory that holds a file for each upload.
    public let directory: FilePath

    /// The journal in a directory, which is made when the first upload is noted.
    public init(in directory: FilePath) { self.directory = directory }

    /// One upload's record, held while the value lives; nil where another process holds it, or where nothing can be written.
    func entry(for blob: Digest, in repository: RegistryRepository) -> Entry? {
        Entry(directory, name: Digest(of: Array("\(repository)@\(blob)".utf8)).hex)
    }

    /// The record of one upload.
    final class Entry {
        private let path: FilePath
        private let lockPath: FilePath
        private let lock: FileLock

        fileprivate init?(_ directory: FilePath, name: String) {
            path = directory.appending("\(name).json")
            lockPath = directory.appending("\(name).lock")
            guard (try? directory.createDirectories()) != nil, let lock = FileLock(trying: lockPath) else { return nil }
            self.lock = lock
        }

        deinit {
            // Nobody waits for this lock, and whoever opened the file before it went sees that it is gone.
            try? lockPath.remove()
        }

        /// Where the upload went on last.
        var location: HTTPURL? {
            guard let bytes = try? path.read(limit: 1 << 16),
                let text = try? JSONField(JSON(parsing: bytes)).object().required("location").string()
            else { return nil }
            return try? HTTPURL(text)
        }

        /// Notes where the upload goes on, and how far it came. For its owner alone: a location may hold a secret.
        func record(_ location: HTTPURL, offset: Int64) {
            let record: JSON = ["location": .string(location.description), "offset": .integer(offset)]
            try? path.replace(with: record.canonical(), permissions: 0o600)
        }

        /// Forgets the upload.
        func forget() { try? path.remove() }
    }
}

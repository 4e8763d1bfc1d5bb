import Archive
import OCI
import SystemPackage

/// A tar archive while it is written: a file without a name beside the place that it will have.
///
/// All members are root's, 0644, of 1970: the bytes depend on names and contents alone.
final class ArchiveFile {
    private let target: FilePath
    private var file: UnnamedFile?
    private var names: Set<TarPath> = []
    private let path: FilePath

    /// An empty archive.
    init(for target: FilePath) throws(FileError) {
        self.target = target
        path = target
        let directory = target.removingLastComponent()
        file = try UnnamedFile(in: directory.isEmpty ? "." : directory, hashes: false)
    }

    /// Adds a member of known size; `content` writes exactly so many bytes. What throws leaves nothing of the member.
    func add<Value>(
        _ name: TarPath, size: Int64, content: (ArchiveMember) throws -> Value
    ) throws -> Value {
        try add(reserving: name, size: size) { member in
            let value = try content(member)
            guard member.size == size else {
                throw TarError.contentSize(name, expected: size, actual: member.size)
            }
            return (name, value)
        }
    }

    /// Adds a small member.
    func add(_ name: TarPath, _ bytes: [UInt8]) throws {
        try add(name, size: Int64(bytes.count)) { member in
            try bytes.withUnsafeBytes { try member.write($0) }
        }
    }

    /// Adds a member whose name and size are known only when its content is written. One that has a name which is in the
    /// archive already is dropped again.
    func add<Value>(
        naming content: (ArchiveMember) throws -> (name: TarPath, value: Value)
    ) throws -> Value {
        try add(reserving: try TarPath("reserved"), size: 0, content)
    }

    private func add<Value>(
        reserving name: TarPath, size: Int64, _ content: (ArchiveMember) throws -> (name: TarPath, value: Value)
    ) throws -> Value {
        let start = self.size
        do {
            try append(entry(name, size: size).singleBlock())
            let member = ArchiveMember(in: self)
            let (name, value) = try content(member)
            guard names.insert(name).inserted else {
                try file?.rewind(to: start)
                return value
            }
            let entry = try entry(name, size: member.size)
            try append([UInt8](repeating: 0, count: entry.padding))
            try file?.overwrite(entry.singleBlock(), at: start)
            return value
        } catch {
            try file?.rewind(to: start)
            throw error
        }
    }

    /// Ends the archive and gives the file its name.
    func commit() throws {
        try append([UInt8](repeating: 0, count: Int(TarWriter.endSize)))
        guard let file = file.take() else { preconditionFailure("an archive is ended once") }
        try file.commit(to: target)
    }

    /// How many bytes were written.
    var size: Int64 { file?.size ?? 0 }

    func append(_ bytes: [UInt8]) throws(FileError) { try file?.write(bytes) }

    func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) { try file?.write(bytes) }

    func rewind(to offset: Int64) throws(FileError) { try file?.rewind(to: offset) }

    private func entry(_ name: TarPath, size: Int64) throws(TarError) -> TarEntry {
        try TarEntry(path: name, kind: .file(size: size), mode: 0o644, modified: 0)
    }
}

/// The content of one member while it is written.
final class ArchiveMember {
    private let archive: ArchiveFile
    private let start: Int64

    init(in archive: ArchiveFile) {
        self.archive = archive
        start = archive.size
    }

    /// How many bytes were written.
    var size: Int64 { archive.size - start }

    /// Writes the next bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) { try archive.append(bytes) }

    /// Begins anew, with nothing written.
    func restart() throws(FileError) { try archive.rewind(to: start) }
}

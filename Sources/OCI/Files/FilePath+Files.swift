import Glibc
public import SystemPackage

extension FilePath {
    /// What stands at the path, a link itself rather than its target; nil for nothing.
    ///
    /// The corresponding C function is `lstat`.
    public func status() throws(FileError) -> FileStatus? {
        if let status = FileStatus.read(self, following: false) { return status }
        if errno == ENOENT || errno == ENOTDIR { return nil }
        throw .failed(.inspect, self, Errno(rawValue: errno))
    }

    /// Reads a whole regular file of at most `limit` bytes, through links.
    public func read(limit: Int) throws(FileError) -> [UInt8] {
        let file = try OpenFile(self, .readOnly, options: .nonBlocking)
        let status = try file.status()
        guard status.isRegular else { throw .notRegular(self) }
        guard status.size <= Int64(limit) else { throw .tooLarge(self, limit: limit) }
        var bytes: [UInt8] = []
        do {
            try file.forEachChunk { chunk in
                bytes.append(contentsOf: chunk)
                if bytes.count > limit { throw FileError.tooLarge(self, limit: limit) }
            }
        } catch { throw error as? FileError ?? .failed(.read, self, .ioError) }
        return bytes
    }

    /// Reads a hint, which nobody needs but whoever has it believes: nil where there is none, or something that can be none.
    ///
    /// - Throws: ``FileError`` where it is there and cannot be read: what it says may well be true.
    func readHint(limit: Int) throws(FileError) -> [UInt8]? {
        do { return try read(limit: limit) } catch {
            switch error {
            case .tooLarge, .notRegular, .failed(.open, _, .noSuchFileOrDirectory): return nil
            case .failed: throw error
            }
        }
    }

    /// Replaces the file by `bytes`: a temporary file beside it, fsync, rename, fsync of the directory.
    public func replace(with bytes: [UInt8], permissions: UInt16 = 0o644) throws(FileError) {
        // Random, because two tasks of one process may replace the same file.
        let mark = String(UInt64.random(in: .min ... .max), radix: 36)
        let temporary = removingLastComponent().appending(".\(lastComponent?.string ?? "file").\(mark).new")
        let file = try OpenFile(
            temporary, .writeOnly, options: [.create, .exclusiveCreate], permissions: FilePermissions(rawValue: 0o600))
        do throws(FileError) {
            try file.setPermissions(permissions)
            try file.write(bytes)
            try file.sync()
            try temporary.rename(to: self)
        } catch {
            try? temporary.remove()
            throw error
        }
        try removingLastComponent().syncDirectory()
    }

    /// Makes the file, or the link itself, count as changed now. The corresponding C function is `utimensat`.
    public func touch() throws(FileError) {
        let result = withPlatformString { utimensat(AT_FDCWD, $0, nil, AT_SYMLINK_NOFOLLOW) }
        guard result == 0 else { throw .failed(.touch, self, Errno(rawValue: errno)) }
    }

    /// Renames, replacing what stood at `target`. The corresponding C function is `rename`.
    public func rename(to target: FilePath) throws(FileError) {
        let result = withPlatformString { from in target.withPlatformString { to in Glibc.rename(from, to) } }
        guard result == 0 else { throw .failed(.rename, target, Errno(rawValue: errno)) }
    }

    /// Removes a file or an empty directory. The corresponding C function is `remove`.
    public func remove() throws(FileError) {
        let result = withPlatformString { Glibc.remove($0) }
        guard result == 0 else { throw .failed(.remove, self, Errno(rawValue: errno)) }
    }

    /// Removes a directory and all below it, through no link.
    public func removeTree() throws(FileError) {
        guard let status = try status() else { return }
        if status.isDirectory {
            // A directory that cannot be searched cannot be emptied; as its owner we may change that.
            if status.permissions & 0o700 != 0o700 { _ = withPlatformString { chmod($0, 0o700) } }
            for name in try entries() { try appending(name).removeTree() }
        }
        try remove()
    }

    /// Makes the directory and those above it that are missing, each with mode 0755 whatever the umask.
    public func createDirectories() throws(FileError) {
        if let status = try status(), status.isDirectory { return }
        let parent = removingLastComponent()
        if !parent.isEmpty, parent != self { try parent.createDirectories() }
        let made = withPlatformString { mkdir($0, 0o755) }
        if made == 0 {
            _ = withPlatformString { chmod($0, 0o755) }
        } else {
            let reason = Errno(rawValue: errno)
            // Another process may have made it meanwhile, or it is a link to a directory.
            let isDirectory = FileStatus.read(self, following: true)?.isDirectory ?? false
            guard isDirectory else { throw .failed(.create, self, reason) }
        }
    }

    /// The names in the directory, sorted by their bytes.
    public func entries() throws(FileError) -> [FilePath.Component] {
        guard let stream = withPlatformString({ opendir($0) }) else {
            throw .failed(.list, self, Errno(rawValue: errno))
        }
        defer { closedir(stream) }
        var names: [FilePath.Component] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { FilePath(platformString: $0) }
            }
            if let component = name.lastComponent, component.kind == .regular { names.append(component) }
        }
        guard errno == 0 else { throw .failed(.list, self, Errno(rawValue: errno)) }
        // The bytes are taken once a name, not once a comparison.
        return names.map { (bytes: $0.bytes, name: $0) }.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
            .map(\.name)
    }

    /// Waits until the directory's names are on the disk.
    public func syncDirectory() throws(FileError) {
        try OpenFile(isEmpty ? "." : self, .readOnly, options: .directory).sync()
    }

    /// The target of a symbolic link, as bytes. The corresponding C function is `readlink`.
    public func linkTarget() throws(FileError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 4097)
        let count = withPlatformString { path in
            buffer.withUnsafeMutableBytes { bytes in
                bytes.withMemoryRebound(to: CChar.self) { text in
                    text.baseAddress.map { readlink(path, $0, text.count) } ?? -1
                }
            }
        }
        guard count >= 0 else { throw .failed(.read, self, Errno(rawValue: errno)) }
        guard count < buffer.count else { throw .failed(.read, self, .fileNameTooLong) }
        return Array(buffer[..<count])
    }
}

extension FilePath.Component {
    /// The bytes of the name.
    public var bytes: [UInt8] {
        withPlatformString { name in
            Array(UnsafeRawBufferPointer(start: name, count: strlen(name)))
        }
    }
}

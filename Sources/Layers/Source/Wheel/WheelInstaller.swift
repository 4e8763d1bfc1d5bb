import Archive
public import OCI
public import SystemPackage

/// Lays wheels out as pip would install them, without pip and without a staging directory.
///
/// Source: "Binary distribution format", "Installing a wheel"; "Recording installed projects".
public enum WheelInstaller {
    /// The entries of the layer, directories among them, sorted by the bytes of their paths.
    ///
    /// It reads each wheel's directory and small texts; contents are read, and compared with RECORD, when they are asked for.
    /// Modes are 0755 for directories, scripts and what a wheel marks executable, 0644 for the rest.
    /// - Parameter wheels: The locked wheels by digest; size and digest of each were checked before.
    /// - Throws: `WheelError` for a wheel that breaks a rule and for distributions that do not fit together, `ZipError`.
    public static func plan(_ lock: WheelsLock, wheels: [Digest: FilePath]) throws -> [WheelLayerEntry] {
        var layout = Layout()
        for locked in lock.wheels {
            guard let path = wheels[locked.digest] else { throw WheelError.contentMissing(locked.file, locked.digest) }
            let spread = try WheelSpread(locked, at: path, lock: lock)
            // By path, so that of several collisions the same one is told every time.
            for (path, placed) in spread.files.sorted(by: { $0.key < $1.key }) {
                try layout.add(placed, at: path, from: locked.file.text)
            }
        }
        return try layout.entries()
    }
}

/// The files of all distributions, by path.
private struct Layout {
    private var files: [TarPath: (placed: WheelSpread.Placed, owner: String)] = [:]

    mutating func add(_ placed: WheelSpread.Placed, at path: TarPath, from owner: String) throws(WheelError) {
        guard let present = files[path] else {
            files[path] = (placed, owner)
            return
        }
        guard present.placed.file.digest == placed.file.digest, present.placed.file.size == placed.file.size else {
            throw .collision(path, first: present.owner, second: owner)
        }
        // Whichever comes first: who needs it executable gets it so.
        if placed.isExecutable { files[path] = (placed, present.owner) }
    }

    func entries() throws(WheelError) -> [WheelLayerEntry] {
        var entries: [WheelLayerEntry] = []
        var directories: Set<TarPath> = []
        for (path, file) in files.sorted(by: { $0.key < $1.key }) {
            var above = path.parent
            while let directory = above, directories.insert(directory).inserted {
                if let blocking = files[directory] {
                    throw .fileAndDirectory(directory, first: blocking.owner, second: file.owner)
                }
                entries.append(WheelLayerEntry(path: directory, mode: 0o755, file: nil))
                above = directory.parent
            }
            entries.append(
                WheelLayerEntry(path: path, mode: file.placed.isExecutable ? 0o755 : 0o644, file: file.placed.file))
        }
        return entries.sorted { $0.path < $1.path }
    }
}

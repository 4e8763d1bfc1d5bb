import Archive
import OCI
import SystemPackage

/// Lays wheels out as pip would install them, without pip and without a staging directory.
///
/// Source: "Binary distribution format", "Installing a wheel"; "Recording installed projects".
enum WheelInstaller {
    /// The entries of the layer, directories among them, sorted by the bytes of their paths.
    ///
    /// It reads each wheel's directory and small texts; contents are read, and compared with RECORD, when they are asked for.
    /// Modes are 0755 for directories, scripts and what a wheel marks executable, 0644 for the rest.
    /// - Parameters:
    ///   - wheels: The locked wheels by digest; size and digest of each were checked before.
    ///   - bytecode: What the lock's interpreter made of ``sources(_:wheels:)``.
    ///   - notice: Hears what the user should know, though it stops nothing.
    /// - Throws: `WheelError` for a wheel that breaks a rule and for distributions that do not fit together.
    static func plan(
        _ lock: WheelsLock, wheels: [Digest: FilePath], bytecode: Bytecode = .none, notice: (String) -> Void = { _ in }
    ) throws -> [WheelLayerEntry] {
        var tree = WheelTree()
        var unmatched = Set(lock.layout.only)
        for (locked, spread) in zip(lock.wheels, try spreads(lock, wheels)) {
            var spread = spread
            try spread.finish(with: bytecode, isRequested: lock.requested.contains(locked.project))
            spread.notices.forEach(notice)
            unmatched.subtract(spread.matched)
            // By path, so that of several collisions the same one is told every time.
            for (path, placed) in spread.files.sorted(by: { $0.key < $1.key }) {
                try tree.add(placed, at: path, from: locked.file.text)
            }
        }
        for standIn in lock.standIns {
            for (path, file) in try standIn.files() {
                try tree.add(
                    WheelSpread.Placed(file: file, isExecutable: false), at: lock.scheme.site.appending(path),
                    from: "the stand-in for \(standIn.project)")
            }
        }
        if let pattern = unmatched.min(by: { $0.text < $1.text }) { throw WheelError.patternUnmatched(pattern.text) }
        for link in lock.layout.links { try tree.add(link) }
        return try tree.entries()
    }

    /// The modules' sources that byte-code is made of, each place once, sorted.
    static func sources(_ lock: WheelsLock, wheels: [Digest: FilePath]) throws -> [PythonSource] {
        let all = try spreads(lock, wheels).flatMap(\.sources)
        return Dictionary(all.map { ($0.place, $0) }) { first, _ in first }.values.sorted { $0.place < $1.place }
    }

    private static func spreads(_ lock: WheelsLock, _ wheels: [Digest: FilePath]) throws -> [WheelSpread] {
        try lock.wheels.map { locked in
            guard let path = wheels[locked.digest] else { throw WheelError.contentMissing(locked.file, locked.digest) }
            return try WheelSpread(locked, at: path, lock: lock)
        }
    }
}

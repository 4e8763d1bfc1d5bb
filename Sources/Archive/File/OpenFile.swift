internal import SystemPackage

/// A file opened for reading, closed when its last user goes.
///
/// A class and not a `~Copyable` value, because the readers of several parts of one file share it. Reads name their
/// offset, so users on different threads do not disturb each other.
final class OpenFile: Sendable {
    let path: FilePath
    let size: Int64
    private let descriptor: FileDescriptor
    private let observation: FileObservation?

    /// - Parameter observe: is shown all of the file, once and in order, when it was read forwards to its end; see
    ///   `finishObservation()`.
    init(
        _ path: FilePath, observedBy observe: (@Sendable (UnsafeRawBufferPointer) -> Void)? = nil
    ) throws(Errno) {
        let descriptor = try Self.typed { () throws in try FileDescriptor.open(path, .readOnly, options: .closeOnExec) }
        let size: Int64
        do {
            size = try Self.typed { () throws in try descriptor.seek(offset: 0, from: .end) }
        } catch {
            try? descriptor.close()
            throw error
        }
        self.path = path
        self.size = size
        self.descriptor = descriptor
        observation = observe.map { FileObservation($0) }
    }

    deinit { try? descriptor.close() }

    /// Fills the buffer from an offset, up to the end of the file; returns how much came.
    func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
        guard let observation else { return try fill(buffer, from: offset) }
        try show(upTo: offset, to: observation)
        let count = try fill(buffer, from: offset)
        observation.show(UnsafeRawBufferPointer(rebasing: buffer[..<count]), at: offset)
        return count
    }

    /// Shows an observer what is left of the file.
    ///
    /// - Returns: whether all that was read of the file is what the observer was shown. It is not where the file changed
    ///   meanwhile, or was read twice.
    func finishObservation() throws(Errno) -> Bool {
        guard let observation else { return true }
        try show(upTo: .max, to: observation)
        return observation.isSound
    }

    private func show(upTo end: Int64, to observation: FileObservation) throws(Errno) {
        guard observation.position < end else { return }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        while observation.position < end {
            let start = observation.position
            let wanted = Int(min(end - start, Int64(buffer.count)))
            let count = try fill(UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]), from: start)
            if count == 0 { return }
            observation.show(UnsafeRawBufferPointer(rebasing: buffer[..<count]), at: start)
        }
    }

    private func fill(_ buffer: UnsafeMutableRawBufferPointer, from offset: Int64) throws(Errno) -> Int {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = try Self.typed { () throws in
                try descriptor.read(fromAbsoluteOffset: offset + Int64(filled), into: rest)
            }
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    /// The bytes of a range, fewer at the end of the file; an observer is shown them when their turn comes. The caller bounds
    /// `count`.
    func bytes(at offset: Int64, count: Int) throws(Errno) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let filled = try Self.typed { () throws in
            try bytes.withUnsafeMutableBytes { buffer in try fill(buffer, from: offset) }
        }
        bytes.removeSubrange(filled...)
        observation?.keep(bytes, at: offset)
        return bytes
    }

    /// SystemPackage's calls are declared to throw anything, and throw `Errno` alone.
    private static func typed<Result>(_ call: () throws -> Result) throws(Errno) -> Result {
        do {
            return try call()
        } catch let error as Errno {
            throw error
        } catch {
            throw .ioError
        }
    }
}

import Archive
import OCI

/// A file as it lies in a wheel.
public struct PackedFile: Sendable {
    /// The wheel.
    let archive: ZipArchive
    /// Where the file lies in it.
    let entry: ZipEntry
    /// The wheel's name, for messages.
    let wheel: String

    /// Streams the content. Throws `WheelError.archive`, and what `receive` throws.
    func read(_ receive: (UnsafeRawBufferPointer) throws -> Void) throws {
        do { try archive.read(entry, receive: receive) } catch let error as ZipError {
            throw WheelError.archive(wheel, error)
        }
    }

    /// What is said of content that is not what RECORD says.
    func mismatch(recorded: Digest, actual: Digest) -> WheelError {
        .wheel(wheel, .digest(entry.path, recorded: recorded, actual: actual))
    }
}

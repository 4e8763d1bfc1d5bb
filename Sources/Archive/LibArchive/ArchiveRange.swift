internal import SystemPackage

/// Reads a range of a file piece by piece, in a form that libarchive's callbacks can hold.
final class ArchiveRange {
    let file: OpenFile
    private let end: Int64
    private var offset: Int64
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
    /// Why a callback, which cannot throw, failed.
    private(set) var failure: Errno?

    init(_ file: OpenFile, _ range: Range<Int64>) {
        self.file = file
        offset = range.lowerBound
        end = range.upperBound
    }

    deinit { buffer.deallocate() }

    /// The next bytes, none at the end of the range; nil after a system error. Valid until the next call.
    func next(atMost limit: Int = 1 << 17) -> UnsafeRawBufferPointer? {
        let wanted = min(Int(min(end - offset, Int64(buffer.count))), limit)
        do {
            let count = try file.read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
            offset += Int64(count)
            return UnsafeRawBufferPointer(rebasing: buffer[..<count])
        } catch {
            failure = error
            return nil
        }
    }
}

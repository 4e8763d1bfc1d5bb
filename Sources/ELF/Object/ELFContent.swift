/// What a file turned out to be.
public enum ELFContent: Hashable, Sendable {
    /// No object file.
    case other
    /// An object file of 32 bits or in big-endian order.
    case foreign
    /// An object file that the loader can be asked about; apart from the rest, since most files are none.
    indirect case object(ELFObject)
    /// An object file whose parts make no sense.
    case malformed(ELFFault)

    /// Reads a file whose bytes can be had in any order.
    ///
    /// - Parameters:
    ///   - size: The file's size.
    ///   - read: Gives the bytes of a range that lies within the size, at most 1 MiB of them; fewer mean a truncated file.
    /// - Throws: What `read` throws.
    public init<Failure: Error>(size: Int64, reading read: (Range<Int64>) throws(Failure) -> [UInt8]) throws(Failure) {
        guard size >= ELFParser.headerSize else {
            self = .other
            return
        }
        var known = SparseBytes()
        for _ in 0..<ELFScan.steps {
            var parser = ELFParser(known, size: size)
            do throws(ELFInterruption) {
                self = try parser.parse()
                return
            } catch {
                switch error {
                case .fault(let fault):
                    self = .malformed(fault)
                    return
                case .absent(let ranges):
                    for range in ranges {
                        let bytes = try read(range)
                        guard bytes.count == range.count else {
                            self = .malformed(.truncated)
                            return
                        }
                        known.add(bytes, at: range.lowerBound)
                    }
                }
            }
        }
        self = .malformed(.scattered)
    }
}

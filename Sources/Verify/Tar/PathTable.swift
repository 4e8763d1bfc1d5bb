/// Paths in few bytes each: every directory's names stand once, in flat arrays, and a path is a number.
///
/// A million paths take some 40 MB, and a path that is nearly another one costs no more than its own last name.
struct PathTable: Sendable {
    /// A path of the table. A directory's place is less than those of what it holds.
    struct Place: Hashable, Comparable, Sendable {
        fileprivate let index: UInt32

        static let root = Place(index: 0)

        /// The place by number, as an index of an array that goes with the table.
        var number: Int { Int(index) }

        static func < (left: Place, right: Place) -> Bool { left.index < right.index }
    }

    /// How much a table holds.
    struct Size: Hashable, Sendable {
        /// Paths.
        var paths = 0
        /// The bytes of their own names.
        var nameBytes = 0

        /// Whether it is no more than a limit.
        func fits(_ limit: Size) -> Bool { paths <= limit.paths && nameBytes <= limit.nameBytes }

        static func += (left: inout Size, right: Size) {
            left.paths += right.paths
            left.nameBytes += right.nameBytes
        }

        static func -= (left: inout Size, right: Size) {
            left.paths -= right.paths
            left.nameBytes -= right.nameBytes
        }
    }

    private struct Name: Sendable {
        let parent: UInt32
        /// Where the name begins: the chunk, and the byte in it.
        let start: UInt32
        let count: UInt8
    }

    private static let chunkSize = 1 << 16

    private var names = [Name(parent: 0, start: 0, count: 0)]
    /// The bytes of all names, none of them in two chunks: so nothing is copied when they grow.
    private var chunks: [[UInt8]] = []
    /// Places by the hash of directory and name, 0 for none: open addressing, at most three quarters full.
    private var slots = [UInt32](repeating: 0, count: 64)
    /// The directory that was asked for last, since archives list one directory after the other.
    private var last = EntryPath.root
    /// Where the names of that directory end, and their places.
    private var trail: [(end: Int, place: Place)] = []
    private var nameBytes = 0

    /// How many paths there are, the root and directories that nobody named among them.
    var count: Int { names.count }

    /// How much the table holds.
    var size: Size { Size(paths: names.count, nameBytes: nameBytes) }

    /// Every path, a directory before what it holds.
    var places: some Sequence<Place> { (0..<UInt32(names.count)).lazy.map { Place(index: $0) } }

    /// The directory that holds a path; the root's is itself.
    func parent(of place: Place) -> Place { Place(index: names[place.number].parent) }

    /// The last component of a path; empty for the root.
    func name(of place: Place) -> ArraySlice<UInt8> {
        let name = names[place.number]
        if name.count == 0 { return [] }
        let start = Int(name.start) % PathTable.chunkSize
        return chunks[Int(name.start) / PathTable.chunkSize][start..<start + Int(name.count)]
    }

    /// The path in full; empty for the root.
    func bytes(of place: Place) -> [UInt8] {
        var components: [ArraySlice<UInt8>] = []
        var place = place
        while place != .root {
            components.append(name(of: place))
            place = parent(of: place)
        }
        return Array(components.reversed().joined(separator: [slash]))
    }

    /// The place of a name in a directory; nil where the table has none.
    func find(_ name: ArraySlice<UInt8>, in directory: Place) -> Place? {
        name.withUnsafeBufferPointer { name in
            let slot = slots[self.slot(of: name, in: directory)]
            return slot == 0 ? nil : Place(index: slot)
        }
    }

    /// The place of a name in a directory, which is new where there was none; it must be a component that was checked.
    mutating func insert(_ name: ArraySlice<UInt8>, in directory: Place) -> Place {
        name.withUnsafeBufferPointer { insert($0, in: directory) }
    }

    /// The place of a path, which is new where there was none, as are directories above it.
    mutating func insert(_ path: EntryPath) -> Place {
        if path.isRoot { return .root }
        return path.bytes.withUnsafeBufferPointer { bytes in
            guard let cut = bytes.lastIndex(of: slash) else { return insert(bytes, in: .root) }
            let directory = directory(UnsafeBufferPointer(rebasing: bytes[..<cut]))
            return insert(UnsafeBufferPointer(rebasing: bytes[(cut + 1)...]), in: directory)
        }
    }

    /// The place of a directory, beginning where it parts from the one that was asked for last.
    private mutating func directory(_ bytes: UnsafeBufferPointer<UInt8>) -> Place {
        let common = last.bytes.withUnsafeBufferPointer { last in
            var count = 0
            while count < min(last.count, bytes.count), last[count] == bytes[count] { count += 1 }
            return count
        }
        while let end = trail.last?.end, end > common || (end < bytes.count && bytes[end] != slash) {
            trail.removeLast()
        }
        if let (end, place) = trail.last, end == bytes.count { return place }
        var (start, place) = trail.last.map { ($0.end + 1, $0.place) } ?? (0, .root)
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: slash) ?? bytes.count
            place = insert(UnsafeBufferPointer(rebasing: bytes[start..<end]), in: place)
            trail.append((end, place))
            start = end + 1
        }
        last = EntryPath(directory: bytes)
        return place
    }

    private mutating func insert(_ name: UnsafeBufferPointer<UInt8>, in directory: Place) -> Place {
        let slot = slot(of: name, in: directory)
        if slots[slot] != 0 { return Place(index: slots[slot]) }
        if chunks.isEmpty || chunks[chunks.count - 1].count + name.count > PathTable.chunkSize {
            chunks.append([])
            chunks[chunks.count - 1].reserveCapacity(PathTable.chunkSize)
        }
        let start = (chunks.count - 1) * PathTable.chunkSize + chunks[chunks.count - 1].count
        chunks[chunks.count - 1].append(contentsOf: name)
        nameBytes += name.count
        let place = Place(index: UInt32(names.count))
        names.append(Name(parent: directory.index, start: UInt32(start), count: UInt8(name.count)))
        slots[slot] = place.index
        if names.count > slots.count / 4 * 3 { grow() }
        return place
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for index in 1..<UInt32(names.count) {
            let (place, parent) = (Place(index: index), Place(index: names[Int(index)].parent))
            slots[name(of: place).withUnsafeBufferPointer { slot(of: $0, in: parent) }] = index
        }
    }

    /// The slot that a name has, or would have.
    ///
    /// The hash has a key that nobody knows beforehand, so no archive can be made whose names all have one.
    private func slot(of name: UnsafeBufferPointer<UInt8>, in directory: Place) -> Int {
        var hasher = Hasher()
        hasher.combine(directory.index)
        hasher.combine(bytes: UnsafeRawBufferPointer(name))
        var slot = hasher.finalize() & (slots.count - 1)
        while slots[slot] != 0, !isName(name, in: directory, at: Int(slots[slot])) {
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    private func isName(_ name: UnsafeBufferPointer<UInt8>, in directory: Place, at index: Int) -> Bool {
        let other = names[index]
        guard other.parent == directory.index, Int(other.count) == name.count else { return false }
        let start = Int(other.start) % PathTable.chunkSize
        return chunks[Int(other.start) / PathTable.chunkSize].withUnsafeBufferPointer { chunk in
            for offset in 0..<name.count where chunk[start + offset] != name[offset] { return false }
            return true
        }
    }
}

private let slash = UInt8(ascii: "/")

extension PathTable.Size: CustomStringConvertible {
    var description: String { "\(paths) paths with names of \(nameBytes) bytes" }
}

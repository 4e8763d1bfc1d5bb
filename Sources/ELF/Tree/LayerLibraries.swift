/// What one layer says of directories, links and object files, taken from its archive as it streams by.
///
/// Its owner tells it every entry and the content that follows it; then ``finish()`` says whether the archive must stream by
/// once more. No name touches a file system.
public struct LayerLibraries: Sendable {
    /// What an entry is.
    public enum Kind: Hashable, Sendable {
        case directory
        /// The permission bits only matter to whoever asks whether it can be run.
        case file(size: Int64, mode: UInt16 = 0o644)
        case symbolicLink(target: [UInt8])
        case hardLink(target: TreePath)
        case other
    }

    /// An entry, by its last name and the number of the directory that holds it: a million paths as a whole take 100 MB.
    struct Entry: Sendable {
        let directory: Int
        let name: [UInt8]
        let kind: Kind
        var content: FileContent?
    }

    private(set) var entries: [Entry] = []
    /// The directories that hold entries.
    private(set) var directories: [TreePath] = []
    private var numbers: [TreePath: Int] = [:]
    private let limits: LibraryLimits
    private let texts: Set<TreePath>
    /// The scans that wait for another pass, by entry.
    private var open: [Int: ELFScan] = [:]
    private var scan: ELFScan?
    private var text: [UInt8]?
    /// The beginning of a file that may be run.
    private var head: [UInt8]?
    /// `BINPRM_BUF_SIZE`: the kernel reads no more of a script. Source: linux/binfmts.h.
    private static let headSize = 256
    /// The entry that streams by; entries are counted in every pass.
    private var place = -1
    private var isFirstPass = true
    private var kept = 0

    /// A layer of which nothing is known yet.
    ///
    /// - Parameter texts: files that are kept whole, beside the loader's configuration and cache.
    public init(keeping texts: Set<TreePath> = [], limits: LibraryLimits = LibraryLimits()) {
        self.texts = texts
        self.limits = limits
    }

    /// An entry begins, and the one before it ends.
    public mutating func begin(_ kind: Kind, at path: TreePath) {
        endEntry()
        place += 1
        guard isFirstPass else {
            scan = open.removeValue(forKey: place)
            return
        }
        entries.append(Entry(directory: number(of: path.parent), name: path.name, kind: kind))
        guard case .file(let size, let mode) = kind else { return }
        if mode & 0o111 != 0 { head = [] }
        if keepsText(path, size: size) {
            text = []
        } else {
            scan = ELFScan(size: size)
        }
    }

    private mutating func number(of directory: TreePath) -> Int {
        // Most entries lie beside the one before them.
        if let last = entries.last?.directory, directories[last] == directory { return last }
        if let known = numbers[directory] { return known }
        numbers[directory] = directories.count
        directories.append(directory)
        return directories.count - 1
    }

    /// The next bytes of the content of the entry that began last.
    public mutating func content(_ bytes: UnsafeRawBufferPointer) {
        scan?.write(bytes)
        text?.append(contentsOf: bytes)
        if let known = head?.count, known < LayerLibraries.headSize {
            head?.append(contentsOf: bytes.prefix(LayerLibraries.headSize - known))
        }
    }

    /// Says that the archive ended.
    ///
    /// - Returns: Whether it must stream by once more; then ``begin(_:at:)`` is told the same entries again.
    public mutating func finish() -> Bool {
        endEntry()
        place = -1
        isFirstPass = false
        numbers = [:]
        kept -= open.values.reduce(0) { $0 + $1.keptSize }
        return !open.isEmpty
    }

    private func keepsText(_ path: TreePath, size: Int64) -> Bool {
        if texts.contains(path) || path == .loaderCache { return size <= limits.textSize }
        return path.hasPrefix("etc/") && path.hasSuffix(".conf") && size <= limits.configurationSize
    }

    private mutating func endEntry() {
        let head = head.take()
        if let text = text.take() {
            keep(.text(text), size: text.count)
        }
        guard var scan = scan.take() else { return }
        if scan.finish() {
            if kept + scan.keptSize > limits.keptBytes {
                scan.giveUp()
            } else {
                kept += scan.keptSize
                scan.rewind()
                open[place] = scan
                return
            }
        }
        guard let content = scan.content else { return }
        if case .object(let object) = content {
            keep(.scanned(content), size: object.dynamic?.textSize ?? 0)
        } else if let head, head.starts(with: "#!".utf8) {
            let line = head.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }
            keep(.script(Array(line)), size: line.count)
        } else {
            entries[place].content = .scanned(content)
        }
    }

    private mutating func keep(_ content: FileContent, size: Int) {
        guard kept + size <= limits.keptBytes else {
            entries[place].content = .scanned(.malformed(.budget))
            return
        }
        kept += size
        entries[place].content = content
    }
}

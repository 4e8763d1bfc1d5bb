/// A small ELF64 object file for tests, with all that the loader reads and not a byte of code.
public struct ObjectFile: Sendable {
    /// `DT_SONAME`.
    public var soname: String?
    /// `DT_NEEDED`.
    public var needed: [String] = []
    /// `DT_RPATH`.
    public var rPath: String?
    /// `DT_RUNPATH`.
    public var runPath: String?
    /// What `PT_INTERP` names.
    public var interpreter: String?
    /// `e_machine`: AMD64 unless said otherwise.
    public var machine: UInt16 = 62
    /// `e_type`: a shared object unless said otherwise.
    public var type: UInt16 = 3
    /// `DT_FLAGS_1`.
    public var flags: UInt64 = 0
    /// The bits of `GNU_PROPERTY_X86_ISA_1_NEEDED`; 0 for no note.
    public var isaNeeded: UInt32 = 0
    /// Bytes before the dynamic section.
    public var padding = 0
    /// Whether the strings stand behind the dynamic section, as after patchelf.
    public var endsInStrings = false
    /// Bytes before the strings, where they do not stand at the end.
    public var stringPadding = 0

    /// A shared object.
    public init(_ soname: String? = nil, needed: [String] = []) {
        self.soname = soname
        self.needed = needed
    }

    private static let base: UInt64 = 0x20_0000

    /// The file.
    public var bytes: [UInt8] {
        var strings: [UInt8] = [0]
        func place(_ text: String) -> UInt64 {
            defer { strings += Array(text.utf8) + [0] }
            return UInt64(strings.count)
        }
        var entries: [(UInt64, UInt64)] = needed.map { (1, place($0)) }
        if let soname { entries.append((14, place(soname))) }
        if let rPath { entries.append((15, place(rPath))) }
        if let runPath { entries.append((29, place(runPath))) }
        if flags != 0 { entries.append((0x6fff_fffb, flags)) }
        let interpreter = interpreter.map { Array($0.utf8) + [0] }
        let property: [UInt8]? =
            isaNeeded == 0
            ? nil
            : ObjectFile.words([4, 16, 5, 0x0055_4e47, 0xc000_8002, 4, isaNeeded, 0])
        let count = 2 + (interpreter == nil ? 0 : 1) + (property == nil ? 0 : 1)
        var body = [UInt8](repeating: 0, count: 64 + 56 * count)
        func align() { body += [UInt8](repeating: 0, count: (8 - body.count % 8) % 8) }
        let interpreterPlace = body.count
        body += interpreter ?? []
        align()
        let propertyPlace = body.count
        body += property ?? []
        body += [UInt8](repeating: 0, count: stringPadding)
        var stringPlace = body.count
        if !endsInStrings { body += strings }
        body += [UInt8](repeating: 0, count: padding)
        align()
        let dynamicPlace = body.count
        let dynamicSize = (entries.count + 2) * 16
        if endsInStrings { stringPlace = dynamicPlace + dynamicSize }
        entries.append((5, ObjectFile.base + UInt64(stringPlace)))
        entries.append((0, 0))
        for (tag, value) in entries { body += ObjectFile.quads([tag, value]) }
        if endsInStrings { body += strings }
        var headers = ObjectFile.segment(1, at: 0, count: body.count, align: 4096)
        headers += ObjectFile.segment(2, at: dynamicPlace, count: dynamicSize, align: 8)
        if let interpreter {
            headers += ObjectFile.segment(3, at: interpreterPlace, count: interpreter.count, align: 1)
        }
        if let property {
            headers += ObjectFile.segment(0x6474_e553, at: propertyPlace, count: property.count, align: 8)
        }
        body.replaceSubrange(0..<64, with: header(segments: count))
        body.replaceSubrange(64..<64 + headers.count, with: headers)
        return body
    }

    private func header(segments: Int) -> [UInt8] {
        [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0] + ObjectFile.halves([type, machine])
            + ObjectFile.words([1]) + ObjectFile.quads([0, 64, 0]) + ObjectFile.words([0])
            + ObjectFile.halves([64, 56, UInt16(segments), 64, 0, 0])
    }

    private static func segment(_ type: UInt32, at place: Int, count: Int, align: UInt64) -> [UInt8] {
        words([type, 4])
            + quads([
                UInt64(place), base + UInt64(place), base + UInt64(place), UInt64(count), UInt64(count), align,
            ])
    }

    private static func halves(_ values: [UInt16]) -> [UInt8] {
        values.flatMap { value in [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)] }
    }

    /// 32-bit numbers in little-endian order.
    public static func words(_ values: [UInt32]) -> [UInt8] {
        values.flatMap { halves([UInt16(truncatingIfNeeded: $0), UInt16(truncatingIfNeeded: $0 >> 16)]) }
    }

    /// 64-bit numbers in little-endian order.
    public static func quads(_ values: [UInt64]) -> [UInt8] {
        values.flatMap { words([UInt32(truncatingIfNeeded: $0), UInt32(truncatingIfNeeded: $0 >> 32)]) }
    }
}

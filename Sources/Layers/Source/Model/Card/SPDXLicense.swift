/// The licences of model hubs as SPDX expressions.
///
/// Source: SPDX License List for the names; SPDX specification, annex "SPDX license expressions", for `LicenseRef-`.
enum SPDXLicense {
    /// The name that SPDX has for a hub's name of a licence; a licence that SPDX does not know becomes a reference.
    static func expression(_ hubName: String) -> String {
        let lower = hubName.lowercased()
        if let known = names[lower] { return known }
        let bytes = lower.utf8.map { byte in
            byte.isLetterOrDigit || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") ? byte : UInt8(ascii: "-")
        }
        return "LicenseRef-" + String(decoding: bytes, as: UTF8.self)
    }

    private static let names = Dictionary(
        uniqueKeysWithValues: [
            "Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "BSD-3-Clause-Clear", "ISC", "MPL-2.0", "GPL-2.0",
            "GPL-3.0", "AGPL-3.0", "LGPL-2.1", "LGPL-3.0", "CC0-1.0", "CC-BY-2.0", "CC-BY-3.0", "CC-BY-4.0",
            "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CC-BY-NC-2.0", "CC-BY-NC-3.0", "CC-BY-NC-4.0", "CC-BY-ND-4.0",
            "CC-BY-NC-ND-3.0", "CC-BY-NC-ND-4.0", "CC-BY-NC-SA-3.0", "CC-BY-NC-SA-4.0", "CDLA-Permissive-1.0",
            "CDLA-Permissive-2.0", "CDLA-Sharing-1.0", "AFL-3.0", "Artistic-2.0", "BSL-1.0", "ECL-2.0", "EPL-1.0",
            "EPL-2.0", "EUPL-1.1", "EUPL-1.2", "MS-PL", "NCSA", "OFL-1.1", "OSL-3.0", "ODbL-1.0", "PDDL-1.0",
            "PostgreSQL", "Unlicense", "WTFPL", "Zlib",
        ].map { ($0.lowercased(), $0) })
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}

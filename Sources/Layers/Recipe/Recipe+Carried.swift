public import OCI
public import SystemPackage

extension Recipe {
    /// Parses a recipe that came out of an image, whose author may mean harm.
    ///
    /// Aliases of YAML are refused before anything is parsed: the parser compares keys by all that they stand for, which
    /// grows exponentially with aliases of aliases.
    /// - Parameter directory: what the recipe's paths start from.
    /// - Throws: ``RecipeError``.
    public init(carriedBy image: Digest, _ bytes: [UInt8], directory: FilePath) throws(RecipeError) {
        let file = directory.appending("recipe-of-\(image.short).yaml")
        guard bytes.count <= Recipe.limit else {
            throw .unreadable(file, reason: "it is larger than the \(Recipe.limit) bytes that are read")
        }
        if let name = Recipe.alias(in: bytes) {
            throw .unreadable(
                file,
                reason:
                    "it may hold an alias of YAML ('&\(name)' and '*\(name)'), which is not followed in a recipe that "
                    + "came out of an image; write it out in full and build the image anew")
        }
        try self.init(parsing: bytes, file: file)
    }

    /// A name that stands behind an ampersand and behind an asterisk: where there is none, there is no alias, in whatever
    /// way the text is read.
    ///
    /// Source: libyaml, `yaml_parser_scan_anchor`: names are of letters, digits, `_` and `-`.
    static func alias(in bytes: [UInt8]) -> String? {
        func names(behind mark: UInt8) -> Set<[UInt8]> {
            var names: Set<[UInt8]> = []
            var rest = bytes[...]
            while let place = rest.firstIndex(of: mark) {
                rest = rest[(place + 1)...]
                let name = rest.prefix { byte in
                    switch byte {
                    case 48...57, 65...90, 97...122, UInt8(ascii: "_"), UInt8(ascii: "-"): true
                    default: false
                    }
                }
                if !name.isEmpty { names.insert(Array(name)) }
            }
            return names
        }
        let shared = names(behind: UInt8(ascii: "&")).intersection(names(behind: UInt8(ascii: "*")))
        return shared.min { $0.lexicographicallyPrecedes($1) }.map { String(decoding: $0, as: UTF8.self) }
    }
}

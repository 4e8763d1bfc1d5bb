import Glibc
import SystemPackage

/// What `make test` tells these tests.
enum Setting {
    /// The stripped static program; imagesmith-runtime lies beside it.
    static var program: FilePath { get throws { try path("IMAGESMITH_PROGRAM") } }

    /// A directory that stays between runs: inputs are kept there, so that they are fetched once.
    static var data: FilePath { get throws { try path("IMAGESMITH_TEST_DATA") } }

    /// The recipes of this repository.
    static var recipes: FilePath {
        var root = FilePath(#filePath)
        for _ in ["Setting.swift", "Workshop", "CommandTests", "Tests"] { root.removeLastComponent() }
        return root.appending("recipes")
    }

    private static func path(_ name: String) throws -> FilePath {
        guard let value = getenv(name), value.pointee != 0 else { throw MissingSetting(name: name) }
        return FilePath(String(cString: value))
    }
}

/// A variable that `make test` sets and nobody else did.
struct MissingSetting: Error, CustomStringConvertible {
    let name: String

    /// The sentence for people.
    var description: String { "the variable \(name) is not set; run these tests by 'make test'" }
}

import Testing

@testable import ModelRuntime

/// Where the files lie that the tests read.
enum RepositoryFiles {
    /// The repository, found from this file: Tests/RuntimeTests/RepositoryFiles.swift.
    static func path(_ name: String, from file: String = #filePath) throws -> Path {
        try Path(Path(file).parent.string + "/../../" + name)
    }

    static func fixture(_ name: String) throws -> Path { try path("Tests/RuntimeTests/Fixtures/" + name) }

    static func bytes(_ name: String) throws -> [UInt8] { try InputFile(path(name)).contents(limit: 16 << 20) }

    /// The value of an environment variable, or a failed test that says where it comes from.
    static func required(_ variable: String) throws -> Path {
        let value = environment(variable)
        return try Path(#require(value, "\(variable) is not set: run the tests with \"make test\", which sets it"))
    }
}

import OCI
import Testing
import TestSupport

@testable import Layers

struct WheelNameTests {
    let bookworm = "manylinux_2_36_x86_64"

    @Test(arguments: ["x86_64", "aarch64"])
    func `ranks tags in the order of PyPA's packaging`(architecture: String) async throws {
        let target = try PythonTarget(version: "3.11", platform: "manylinux_2_36_\(architecture)")
        let script = """
            import sys
            from pip._vendor.packaging.tags import compatible_tags, cpython_tags
            platforms = sys.argv[1:]
            for tag in cpython_tags((3, 11), ["cp311"], platforms): print(tag)
            for tag in compatible_tags((3, 11), "cp311", platforms): print(tag)
            """
        let judge = Tool("python3", package: "python3-pip")
        let output = try await judge.run(["-c", script] + target.platforms)
        #expect(output.errorText == "")
        #expect(target.tags.map(\.description) == output.text.split(separator: "\n").map { String($0) })
    }

    @Test func `knows the aliases of manylinux`() throws {
        let target = try PythonTarget(version: "3.11", platform: "manylinux_2_17_x86_64")
        #expect(
            target.platforms == [
                "manylinux_2_17_x86_64", "manylinux2014_x86_64", "manylinux_2_16_x86_64", "manylinux_2_15_x86_64",
                "manylinux_2_14_x86_64", "manylinux_2_13_x86_64", "manylinux_2_12_x86_64", "manylinux2010_x86_64",
                "manylinux_2_11_x86_64", "manylinux_2_10_x86_64", "manylinux_2_9_x86_64", "manylinux_2_8_x86_64",
                "manylinux_2_7_x86_64", "manylinux_2_6_x86_64", "manylinux_2_5_x86_64", "manylinux1_x86_64",
                "linux_x86_64",
            ])
    }

    @Test(arguments: [
        (["a-1-py3-none-any.whl", "a-1-cp311-cp311-manylinux_2_17_x86_64.whl"], 1),
        (["a-1-cp311-abi3-manylinux_2_17_x86_64.whl", "a-1-cp311-abi3-manylinux_2_34_x86_64.whl"], 1),
        (
            [
                "a-1-cp39-abi3-manylinux_2_28_x86_64.whl",
                "a-1-cp311-abi3-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
            ], 1
        ),
        (["a-1-cp311-abi3-manylinux_2_17_x86_64.whl", "a-1-cp311-cp311-manylinux1_x86_64.whl"], 1),
        (["a-1-9-py3-none-any.whl", "a-1-10-py3-none-any.whl", "a-1-py3-none-any.whl"], 1),
        (["a-1-py2.py3-none-any.whl", "a-1-cp312-cp312-manylinux_2_17_x86_64.whl"], 0),
        (["a-1-py3-none-any.whl", "A-1-py3-none-any.whl"], 1),
    ])
    func `chooses the wheel that the target wants most`(names: [String], expected: Int) throws {
        let ranking = WheelRanking(try PythonTarget(version: "3.11", platform: bookworm))
        let files = try names.map { try WheelFileName($0) }
        #expect(ranking.best(files, name: \.self) == files[expected])
        #expect(ranking.best(files.reversed(), name: \.self) == files[expected])
    }

    @Test(arguments: [
        "a-1-cp312-cp312-manylinux_2_17_x86_64.whl", "a-1-cp312-abi3-manylinux_2_17_x86_64.whl",
        "a-1-cp311-cp311-manylinux_2_39_x86_64.whl", "a-1-cp311-cp311-musllinux_1_2_x86_64.whl",
        "a-1-cp311-cp311-manylinux_2_17_aarch64.whl", "a-1-cp311-cp311-win_amd64.whl", "a-1-py2-none-any.whl",
        "a-1-cp311-cp311t-manylinux_2_17_x86_64.whl",
    ])
    func `does not rank what does not run on the target`(name: String) throws {
        let ranking = WheelRanking(try PythonTarget(version: "3.11", platform: bookworm))
        #expect(ranking.rank(of: try WheelFileName(name)) == nil)
    }

    @Test func `reads every part of a file's name`() throws {
        let file = try WheelFileName(
            "Flask_SQL.Alchemy-1.0.post2+local.1-2b-cp37.cp311-abi3-manylinux1_x86_64.Linux_x86_64.whl")
        #expect(file.project.text == "flask-sql-alchemy")
        #expect(file.versionText == "1.0.post2+local.1")
        #expect(file.build == "2b")
        #expect(
            file.tags.map(\.description) == [
                "cp37-abi3-manylinux1_x86_64", "cp37-abi3-linux_x86_64", "cp311-abi3-manylinux1_x86_64",
                "cp311-abi3-linux_x86_64",
            ])
    }

    @Test(arguments: [
        ("flask-3.0.0.tar.gz", WheelError.FileNameFault.notWheel), ("a-1-py3-none.whl", .parts(4)),
        ("a-1-1-1-py3-none-any.whl", .parts(7)), ("a-1-x1-py3-none-any.whl", .build),
        ("../a-1-py3-none-any.whl", .characters),
        ("a b-1-py3-none-any.whl", .characters), ("a__b-1-py3-none-any.whl", .project),
        ("_-1-py3-none-any.whl", .project),
        ("a-one-py3-none-any.whl", .version), ("a-1-py3..py2-none-any.whl", .tags), ("a-1-py3--any.whl", .tags),
    ])
    func `refuses a file name`(name: String, fault: WheelError.FileNameFault) {
        #expect(throws: WheelError.fileName(name, fault)) { try WheelFileName(name) }
    }

    @Test(arguments: [
        ("Flask", "flask"), ("zope.interface", "zope-interface"), ("a-_.B", "a-b"),
        ("ruamel.yaml.clib", "ruamel-yaml-clib"),
    ])
    func `normalises a project's name`(spelling: String, expected: String) throws {
        #expect(try ProjectName(spelling).text == expected)
    }

    @Test(arguments: ["", "-a", "a-", "a/b", "ä", "a b"])
    func `refuses a project's name`(spelling: String) {
        #expect(throws: WheelError.projectName(spelling)) { try ProjectName(spelling) }
    }

    @Test(arguments: [
        "-r other.txt", "flask @ https://host.example/flask.whl", "./flask", "--index-url=x", "flask\n-r x", "",
        "flask #x",
    ])
    func `refuses a requirement that is more than a name and versions`(text: String) {
        #expect(throws: WheelError.requirement(text)) { try ProjectName(requirement: text) }
    }

    @Test(arguments: [
        "flask", "Flask[async]>=3,<4", "flask == 3.0.0 ; python_version < '4'", "flask ~=3.0", "flask (>=3)",
    ])
    func `reads a requirement's project`(text: String) throws {
        #expect(try ProjectName(requirement: text).text == "flask")
    }

    @Test(arguments: [
        ("2.7", "manylinux_2_36_x86_64"), ("3", "manylinux_2_36_x86_64"), ("3.11.x", "manylinux_2_36_x86_64"),
        ("3.011", "manylinux_2_36_x86_64"), ("3.11", "musllinux_1_2_x86_64"), ("3.11", "manylinux_2_36_mips"),
        ("3.11", "manylinux_2_4_x86_64"),
    ])
    func `refuses a target`(version: String, platform: String) {
        #expect(throws: WheelError.target("\(version) \(platform)")) {
            try PythonTarget(version: version, platform: platform)
        }
    }

    @Test func `orders versions and reads specifiers as PyPA's packaging`() async throws {
        let versions = [
            "1.0", "1", "1.0.0", "v1.0", "1.0.dev1", "1.0a1.dev2", "1.0a1", "1.0-alpha.1", "1.0b2", "1.0rc1", "1.0c1",
            "1.0.post1", "1.0-1", "1.0.post1.dev3", "1.0+local", "1.0+LOCAL", "1.1", "1.10", "1.9", "1!0.1",
            "2024.02.02",
            "2024.2.2", "1.0.preview3", "1.0_r4",
        ]
        let specifiers = [
            ">=3.8", ">=3.11", ">3.11", "<3.11", "<=3.11", "!=3.11.*", "!=3.10.*,>=3.9", "==3.*", "~=3.7", "~=3.11.1",
            "==3.11",
            "<4.0,>=3.7", "", ">=3.12", ">= 3.6, != 3.6.1", "===3.11.0", "<4,>=3.11.1",
        ]
        let script = """
            import json, sys
            from pip._vendor.packaging.version import Version
            from pip._vendor.packaging.specifiers import SpecifierSet
            versions, specifiers = json.load(sys.stdin)
            v = [Version(t) for t in versions]
            print(json.dumps([[[a < b for b in v] for a in v], [[a == b for b in v] for a in v],
                [SpecifierSet(s).contains("3.11.0") for s in specifiers]]))
            """
        let input: JSON = [.array(versions.map { .string($0) }), .array(specifiers.map { .string($0) })]
        let output = try await Tool("python3", package: "python3-pip")("-c", script, input: input.canonical())
        let ours = try versions.map { try PackageVersion($0) }
        let target = try PythonTarget(version: "3.11", platform: bookworm)
        let expected: JSON = [
            .array(ours.map { a in .array(ours.map { b in .bool(a < b) }) }),
            .array(ours.map { a in .array(ours.map { b in .bool(a == b) }) }),
            .array(try specifiers.map { .bool(target.fulfils(try VersionSpecifiers($0))) }),
        ]
        #expect(try JSON(parsing: output) == expected)
    }
}

import Archive
import HTTP
import OCI
import Testing

@testable import Layers

struct WheelsRecipeTests {
    @Test func `reads every key of a layer of wheels`() throws {
        let recipe = try RecipeSample.parse(RecipeSample.wheels)
        guard case .wheels(let wheels) = recipe.layers[0].source else { throw WheelError.noIndex }
        #expect(wheels.excludes.map(\.text) == ["sklearn", "opencv-python"])
        let scikit = try ProjectName("scikit-learn")
        #expect(
            wheels.provided == [
                try ProjectName("sci-kit"): try ProjectProvider(scikit),
                try ProjectName("sklearn"): try ProjectProvider(scikit, version: "0.0"),
            ])
        #expect(wheels.index == "mirror")
        #expect(wheels.extraIndexes.map(\.name.text) == ["vendor", "own"])
        #expect(wheels.extraIndexes.map { $0.packages.map(\.text) } == [["paddlepaddle-gpu"], ["one", "two"]])
        #expect(wheels.extraIndexes.map(\.url) == [try HTTPURL("https://example.org/simple/"), nil])
        #expect(wheels.build.map(\.text) == ["jieba"])
        #expect(wheels.hasBytecode)
        #expect(wheels.prefix == (try TarPath("opt/cuda")))
        #expect(wheels.only.map(\.text) == ["nvidia/*/lib/*.so*", "**/*.dist-info/**"])
        #expect(try recipe.pythonIndexes().map(\.text) == ["mirror", "vendor", "own"])
        #expect(recipe.addresses(of: try PythonIndexName("vendor")) == [try HTTPURL("https://example.org/simple/")])
        #expect(recipe.addresses(of: .pypi) == [])
        let scheme = try InstallScheme(prefix: TarPath("opt/cuda"), WheelWorkshop.python())
        #expect(
            try wheels.links.map { try $0.link(in: scheme) }.map { "\($0.path) -> \($0.destination)" } == [
                "opt/cuda/nvidia/cudnn/lib/libcudnn.so -> opt/cuda/nvidia/cudnn/lib/libcudnn.so.8",
                "usr/local/lib/libone.so -> usr/local/share/libtwo.so",
            ])
    }

    @Test(arguments: [
        (
            "links: {nvidia/cudnn/lib/libcudnn.so: libcudnn.so.8, /usr", "links: {/usr/a: /b, /usr",
            "'layers[0].wheels.links./usr/a' the link /usr/a cannot lead to '/b': a relative path within the image is wanted"
        ),
        (
            "only: [\"nvidia/", "only: [\"nvidia//",
            "'layers[0].wheels.only[0]' 'nvidia//*/lib/*.so*' is no pattern of paths: relative, as nvidia/*/lib/** is"
        ),
        (
            "{Sci.Kit: scikit-learn,", "{Sci.Kit: scikit-learn, sci_kit: other,",
            "'layers[0].wheels.provided-by.sci_kit' the project 'sci-kit' stands twice"
        ),
        (
            "version: \"0.0\"", "version: zero",
            "'layers[0].wheels.provided-by.sklearn.version' 'zero' is no version of a Python package (PEP 440)"
        ),
        ("name: own,", "name: vendor,", "'layers[0].wheels.indexes[1].name' the index 'vendor' stands twice"),
        (
            "unchecked-hash", "timestamp",
            "'layers[0].wheels.bytecode' 'timestamp' is no kind of byte-code: none and unchecked-hash are"
        ),
        (
            "build: [jieba]", "build: [\"jieba>1\"]", "'layers[0].wheels.build[0]' 'jieba>1' is no Python project name"
        ),
    ])
    func `says where a key is wrong`(part: String, replacement: String, sentence: String) {
        let text = RecipeSample.wheels.replacing(part, with: replacement)
        let error = #expect(throws: RecipeError.self) { try RecipeSample.parse(text) }
        #expect(error?.description.hasSuffix("at " + sentence) == true, "\(error?.description ?? "")")
    }

    private static let layout = """
        {"bytecode":{"magic":3495,"mode":"unchecked-hash","python":"3.11.2"},"links":[{"path":"/opt/a/b",\
        "target":"../c"}],"only":["*.so","x/**"],"scheme":{"data":"/opt/a","interpreter":"/usr/bin/python3.11",\
        "scripts":"/opt/a/bin","site":"/opt/a"}}
        """

    @Test func `reads the layout that a lock holds, and writes it back`() throws {
        let layout = try WheelsLayout(JSONField(JSON(parsing: Array(Self.layout.utf8))).object())
        let json: JSON = .members([
            "bytecode": layout.bytecode?.json, "links": layout.linksJSON, "only": layout.onlyJSON,
            "scheme": layout.scheme.json,
        ])
        #expect(String(decoding: json.canonical(), as: UTF8.self) == Self.layout)
    }

    @Test(arguments: [
        ("unchecked-hash", "timestamp"), ("3495", "0"), ("3.11.2", "three"), ("../c", "/c"), ("/opt/a/b", "opt/a/b"),
        ("\"*.so\",\"x/**\"", "\"x/**\",\"*.so\""), ("\"*.so\",\"x/**\"", "\"*.so\",\"*.so\""), ("x/**", "/x"),
        ("[{\"path\"", "[{\"path\":\"/opt/a/b\",\"target\":\"x\"},{\"path\""), ("\"magic\":3495,", ""),
    ])
    func `refuses another layout`(part: String, replacement: String) throws {
        let text = Self.layout.replacing(part, with: replacement)
        #expect(text != Self.layout)
        #expect(throws: JSONError.self) { try WheelsLayout(JSONField(JSON(parsing: Array(text.utf8))).object()) }
    }
}

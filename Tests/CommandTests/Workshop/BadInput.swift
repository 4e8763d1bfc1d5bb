import OCI
import SystemPackage
import TestSupport
import Testing

/// Something that a user may get wrong, and what the command must say of it.
struct BadInput: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// The exit status.
    let status: Int32
    /// What stderr must hold: what is wrong, and where.
    let fragments: [String]
    /// Spoils what the recipe needs, and gives the command line.
    let prepare: @Sendable (SmallRecipe) async throws -> [String]

    private init(
        _ name: String, status: Int32 = 2, _ fragments: [String],
        prepare: @escaping @Sendable (SmallRecipe) async throws -> [String]
    ) {
        testDescription = name
        self.status = status
        self.fragments = fragments
        self.prepare = prepare
    }

    static let recipes: [BadInput] = [
        BadInput(
            "misspelt key",
            ["small.yaml:8:", "at 'layers[0].files[0]'", "'sorce' is not a known key", "mean 'source'?"]
        ) { small in
            try small.write(SmallRecipe.text.replacing("{source", with: "{sorce"))
            return ["build", small.recipe.string]
        },
        BadInput("duplicate key", ["small.yaml:", "the key 'name' stands twice"]) { small in
            try small.write(SmallRecipe.text.replacing("version: 1.0.0", with: "name: large"))
            return ["build", small.recipe.string]
        },
        BadInput("broken YAML", ["small.yaml:"]) { small in
            try small.write("imagesmith: [1\n")
            return ["build", small.recipe.string]
        },
        BadInput("missing recipe", ["cannot read the recipe", "none.yaml"]) { small in
            ["build", small.directory.appending("none.yaml").string]
        },
        BadInput("tags without smoke tests", ["small.yaml:", "needs smoke tests"]) { small in
            let smokeless = SmallRecipe.text.split(separator: "smoke:")[0]
            try small.write(smokeless + "tags: [\"small:1\"]\n")
            return ["lock", small.recipe.string]
        },
        BadInput("name that is no tag", ["'small:1:2'"]) { small in
            ["build", small.recipe.string, "-t", "small:1:2"]
        },
        BadInput("device that the recipe does not claim", ["the cpu", "the gpu", "--device"]) { small in
            ["build", small.recipe.string, "--device", "gpu"]
        },
    ]

    static let locks: [BadInput] = [
        BadInput(
            "lock of another recipe", ["small.lock.json", "made from the recipe sha256:", "small.yaml is sha256:"]
        ) { small in
            try small.write(SmallRecipe.text.replacing("version: 1.0.0", with: "version: 1.0.1"))
            return ["build", small.recipe.string]
        },
        BadInput("missing lock", ["small.lock.json does not exist", "imagesmith lock"]) { small in
            try small.lock.remove()
            return ["build", small.recipe.string]
        },
        BadInput("duplicate key in the lock", ["small.lock.json is malformed", "line 3", "duplicate object key"]) {
            small in
            let bytes = try small.lock.read(limit: 1 << 20)
            try small.lock.replace(with: Array("{\"epoch\": 0,\n".utf8) + bytes.dropFirst())
            return ["build", small.recipe.string]
        },
        BadInput("unknown layer to update", ["no layer 'nots'", "it has notes, more"]) { small in
            ["lock", small.recipe.string, "--update", "nots"]
        },
        BadInput("layer that is kept but changed", ["the layer 'more' changed", "--update more"]) { small in
            try small.write(SmallRecipe.text.replacing("/opt/more.txt", with: "/opt/less.txt"))
            return ["lock", small.recipe.string, "--update", "notes"]
        },
        BadInput("layer that is kept, with another compression", ["the layer 'more' changed", "--update more"]) {
            small in
            try small.write("compression: gzip\n" + SmallRecipe.text)
            return ["lock", small.recipe.string, "--update", "notes"]
        },
    ]

    static let files: [BadInput] = [
        BadInput("file that is missing when locking", ["the layer 'notes' names", "note.txt", "does not exist"]) {
            small in
            try small.note.remove()
            return ["lock", small.recipe.string]
        },
        BadInput("file that is missing when building", ["small/note.txt, locked as", "is missing"]) { small in
            try small.imagesmith.forgetLayers()
            try small.note.remove()
            return ["build", small.recipe.string]
        },
        BadInput(
            "file that changed since it was locked",
            ["small/note.txt has the digest sha256:", "the lock says sha256:", "lock the recipe anew"]
        ) { small in
            try small.imagesmith.forgetLayers()
            try small.note.replace(with: Array("b note\n".utf8))
            return ["build", small.recipe.string]
        },
    ]

    static let images: [BadInput] = [
        BadInput("tag for a candidate", ["has passed no smoke test here", "imagesmith smoke @sha256:"]) { small in
            ["tag", "@\(small.candidate)", "small:1"]
        },
        BadInput("unknown image", ["there is no image 'large:1'"]) { _ in ["verify", "large:1"] },
        BadInput("layout that is none", ["/nowhere is not an OCI image layout"]) { small in
            ["inspect", "oci:\(small.directory)/nowhere"]
        },
        BadInput("transport that is not taken here", ["docker://"]) { _ in
            ["tag", "docker://localhost/small:1", "small:3"]
        },
        BadInput("registry that is not there", ["fetching http://localhost:9/v2/small/manifests/1"]) { _ in
            ["inspect", "docker://localhost:9/small:1"]
        },
        BadInput("swap of an unknown layer", ["has no layer 'note'", "it has notes, more"]) { small in
            ["swap", "@\(small.candidate)", "note=\(small.directory)", "-t", "small:2"]
        },
        BadInput("swap for a directory that is missing", ["/nowhere is not a directory"]) { small in
            ["swap", "@\(small.candidate)", "notes=\(small.directory)/nowhere", "-t", "small:2"]
        },
    ]

    static let usages: [BadInput] = [
        BadInput("unknown command", status: 64, ["bild"]) { small in ["bild", small.recipe.string] },
        BadInput("unknown option", status: 64, ["--ofline"]) { small in ["build", small.recipe.string, "--ofline"] },
        BadInput("no recipe", status: 64, ["<recipe>"]) { _ in ["build"] },
        BadInput("no jobs", status: 64, ["--jobs wants at least 1"]) { small in
            ["build", small.recipe.string, "--jobs", "0"]
        },
        BadInput("tagged candidate", status: 64, ["a candidate gets no tag"]) { small in
            ["build", small.recipe.string, "--candidate", "-t", "small:1"]
        },
        BadInput("swap without a tag", status: 64, ["-t NAME:TAG"]) { small in
            ["swap", "@\(small.candidate)", "notes=\(small.directory)"]
        },
        BadInput("swap without a source", status: 64, ["'notes' is not LAYER=SOURCE"]) { small in
            ["swap", "@\(small.candidate)", "notes", "-t", "small:2"]
        },
        BadInput("mirror without an address", status: 64, ["--mirror wants NAME=URL"]) { small in
            ["build", small.recipe.string, "--mirror", "debian"]
        },
    ]
}

extension Imagesmith {
    /// Makes the next build compose every layer anew: removes what the store remembers, though not the blobs.
    func forgetLayers() throws { try store.appending(".imagesmith/layers").removeTree() }
}

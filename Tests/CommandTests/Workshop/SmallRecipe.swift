import OCI
import SystemPackage
import TestSupport

/// A recipe of two small layers, with its lock and a store that holds the image as a candidate: what bad inputs are tried on.
struct SmallRecipe {
    /// The recipe's directory.
    let directory: FilePath
    /// The program, with a store and a cache of its own.
    let imagesmith: Imagesmith
    /// The candidate's digest.
    private(set) var candidate = ""

    /// The recipe.
    var recipe: FilePath { directory.appending("small.yaml") }
    /// Its lock.
    var lock: FilePath { directory.appending("small.lock.json") }
    /// The file that the recipe names.
    var note: FilePath { directory.appending("note.txt") }

    /// Its text.
    static let text = """
        imagesmith: 1
        name: small
        version: 1.0.0
        epoch: 2026-11-01T00:00:00Z
        layers:
          - name: notes
            files:
              - {source: note.txt, path: /opt/note.txt}
          - name: more
            files:
              - {source: note.txt, path: /opt/more.txt}
        smoke:
          device: cpu
          tests:
            - {name: runs, run: {command: [/opt/none]}}
        tags: ["small:1"]

        """

    init(in parent: FilePath) async throws {
        directory = parent.appending("small")
        try directory.createDirectories()
        imagesmith = try Imagesmith(store: parent.appending("store"), cache: parent.appending("cache"))
        try note.replace(with: Array("a note\n".utf8))
        try write(SmallRecipe.text)
        try await imagesmith.json("lock", recipe.string)
        candidate = try await imagesmith.json("build", recipe.string, "--candidate")["digest"]?.text ?? ""
    }

    /// Writes another recipe in its place.
    func write(_ text: String) throws { try recipe.replace(with: Array(text.utf8)) }

    /// Writes a recipe of one model that is behind an address.
    func write(url: String, sha256: String) throws {
        try write(
            """
            imagesmith: 1
            name: small
            version: 1.0.0
            epoch: 2026-11-01T00:00:00Z
            layers:
              - name: model
                model:
                  path: /opt/model
                  files:
                    - {url: "\(url)", sha256: \(sha256), name: model.bin}

            """)
    }
}

import Layers
import SystemPackage

/// A small recipe that tests change in one place.
enum RecipeSample {
    /// The whole of it: every kind of layer, every key.
    static let full = """
        imagesmith: 1
        name: team/sample
        version: 1.10
        description: What it is for
        licenses: MIT
        epoch: 2026-11-01T00:00:00Z
        platform: linux/amd64
        compression: {kind: zstd, level: 19}
        layers:
          - name: base
            compression: gzip
            debian:
              suite: bookworm
              components: [main, contrib]
              packages: [libstdc++6]
          - name: more
            debian:
              archives:
                - name: debian
                  suites: [bookworm]
                  signed-by: keys/debian.gpg
              packages: []
          - name: python
            wheels:
              python: "3.11"
              requirements: ["numpy==1.26.4"]
              exclude-newer: 2026-11-01
              overrides: [numpy<2]
              index: mirror
          - name: model
            compression: none
            model:
              path: /opt/models/m
              files:
                - wheel: some-models==1.2.3
                  members: {det.onnx: models/det.onnx}
                - directory: models/m
                - file: models/rec.onnx
                - file: models/cls.onnx
                  name: sub/cls.onnx
                - url: https://example.org/a.onnx
                  name: a.onnx
                  sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
          - name: files
            compression: auto
            files:
              - path: /etc/motd
                source: motd
                mode: "0600"
                owner: 1000:1001
              - {path: /srv/empty, directory: true}
              - {path: /srv/link, link: ../etc/motd}
          - name: runtime
            runtime: {path: /opt/imagesmith, onnxruntime: 1.26.0, device: cpu}
        config:
          user: "1000:1000"
          env: {PATH: /bin, A: "1"}
          entrypoint: [/bin/x]
          command: [info]
          workdir: /srv
          ports: [80/tcp]
          labels: {l: v}
          stopSignal: SIGTERM
        smoke:
          device: gpu
          tests:
            - name: reads
              timeout: 30
              ocr: {model: /opt/models/m, picture: smoke/a.png, lines: [一, 二], accuracy: 0.9}
            - {name: judges, device: cpu,
              sentiment: {model: /opt/models/s, text: 很好, label: positive, score: 0.8}}
            - name: runs
              run: {command: [/bin/true], status: 3, output: "^x"}
        tags: ["team/sample:1.10", other]
        """

    /// A layer of the loader's libraries.
    static let libraries = """
        imagesmith: 1
        name: sample
        version: 1.0.0
        epoch: 0
        layers:
          - name: libraries
            libraries: {name: 90-sample, directories: [/opt/lib, /usr/local/nvidia/*/lib]}
        """

    /// The least that a recipe can say.
    static let least = """
        imagesmith: 1
        name: sample
        version: 1.0.0
        epoch: 0
        layers:
          - name: files
            files:
              - {path: /srv/file, source: file}
        """

    /// A layer of wheels with every key.
    static let wheels = """
        imagesmith: 1
        name: sample
        version: 1.0.0
        epoch: 0
        layers:
          - name: python
            wheels:
              python: "3.11"
              requirements: ["numpy==1.26.4"]
              exclude-newer: 2026-11-01
              overrides: [numpy<2]
              excludes: [sklearn, opencv-python]
              provided-by: {Sci.Kit: scikit-learn, sklearn: {by: scikit-learn, version: "0.0"}}
              index: mirror
              indexes:
                - {name: vendor, packages: [paddlepaddle-gpu], url: "https://example.org/simple/"}
                - {name: own, packages: [one, two]}
              build: [jieba]
              bytecode: unchecked-hash
              links: {nvidia/cudnn/lib/libcudnn.so: libcudnn.so.8, /usr/local/lib/libone.so: ../share/libtwo.so}
              prefix: /opt/cuda
              only: ["nvidia/*/lib/*.so*", "**/*.dist-info/**"]
        """

    /// Parses a text as the file `recipes/sample.yaml`.
    static func parse(_ text: String) throws(RecipeError) -> Recipe {
        try Recipe(parsing: Array(text.utf8), file: "recipes/sample.yaml")
    }
}

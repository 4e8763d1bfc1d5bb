import Archive
import OCI
@testable import Verify

/// What a configuration names, beside what the layers hold.
extension Corpus {
    /// A program or a script in the second layer, and an entry point.
    private static func program(
        _ name: String, _ codes: [String], entrypoint: String, _ parts: [UInt8]...
    ) -> Damage {
        Damage(
            name, codes,
            edit: { image in
                if !parts.isEmpty { image.layers[1].tar = parts.flatMap { $0 } + RawTar.end }
                image.editConfig = { $0.swapping("[\"/usr/bin/app\"]", entrypoint) }
            })
    }

    private static func executable(_ name: String, _ content: String) -> [UInt8] {
        RawTar.header(name, mode: "0000755", count: content.utf8.count) + RawTar.padded(Array(content.utf8))
    }

    /// A variable, and files of the second layer.
    private static func variable(_ name: String, _ codes: [String], _ entry: String, _ parts: [UInt8]...) -> Damage {
        Damage(
            name, codes,
            edit: { image in
                if !parts.isEmpty { image.layers[1].tar = parts.flatMap { $0 } + RawTar.end }
                image.editConfig = { $0.swapping("\"LANG=C.UTF-8\"", "\"\(entry)\"") }
            })
    }

    private static func path(_ name: String, _ codes: [String], _ value: String) -> Damage {
        .config(name, codes, ("PATH=/usr/bin", "PATH=\(value)"))
    }

    private static func member(_ name: String, _ codes: [String], _ member: String) -> Damage {
        .config(name, codes, ("\"Cmd\":", "\(member),\"Cmd\":"))
    }

    private static let cuda = RawTar.file("usr/lib/libcudart.so.12")
    private static let token = "ghp_" + String(repeating: "a1B2", count: 9)

    static let entrypoints: [Damage] = [
        program("config-entrypoint-missing-file", ["config-entrypoint"], entrypoint: "[\"/usr/bin/gone\"]"),
        program("config-entrypoint-nowhere-in-path", ["config-entrypoint"], entrypoint: "[\"gone\"]"),
        program("config-entrypoint-relative", ["config-entrypoint"], entrypoint: "[\"usr/bin/app\"]"),
        program("config-entrypoint-not-executable", ["config-entrypoint"], entrypoint: "[\"/etc/passwd\"]"),
        program("config-entrypoint-directory", ["config-entrypoint"], entrypoint: "[\"/usr/bin\"]"),
        program("config-entrypoint-empty", ["config-entrypoint"], entrypoint: "[\"\"]"),
        program(
            "config-entrypoint-dangling-link", ["config-entrypoint"], entrypoint: "[\"/opt/link\"]",
            RawTar.symlink("opt/link", "/usr/bin/gone")),
        program(
            "config-entrypoint-link-loop", ["config-entrypoint"], entrypoint: "[\"/opt/link\"]",
            RawTar.symlink("opt/link", "knil"), RawTar.symlink("opt/knil", "link")),
        program(
            "config-entrypoint-wrong-arch", ["config-entrypoint"], entrypoint: "[\"/opt/other\"]",
            executable("opt/other", RawELF.program(machine: 21))),
        program(
            "config-entrypoint-object-file", ["config-entrypoint"], entrypoint: "[\"/opt/object\"]",
            executable("opt/object", RawELF.program(kind: 1))),
        program(
            "config-entrypoint-no-format", ["config-entrypoint"], entrypoint: "[\"/opt/text\"]",
            executable("opt/text", "echo nobody runs me\n")),
        program(
            "config-entrypoint-script-interpreter-missing", ["config-entrypoint"], entrypoint: "[\"/opt/script\"]",
            executable("opt/script", "#!/bin/gone\n")),
        program(
            "config-entrypoint-script-without-interpreter", ["config-entrypoint"], entrypoint: "[\"/opt/script\"]",
            executable("opt/script", "#!\n")),
        program(
            "config-entrypoint-script-env-missing", ["config-entrypoint"], entrypoint: "[\"/opt/script\"]",
            executable("opt/script", "#!/usr/bin/env gone\n"), executable("usr/bin/env", RawELF.program())),
        program(
            "config-entrypoint-script-of-itself", ["config-entrypoint"], entrypoint: "[\"/opt/script\"]",
            executable("opt/script", "#!/opt/script\n")),
        Damage(
            "config-entrypoint-whited-out", ["config-entrypoint"],
            edit: { $0.layers[1].tar = RawTar.empty("usr/bin/.wh.app") + RawTar.end }),
        .config(
            "config-cmd-missing-file", ["config-entrypoint"], ("\"Entrypoint\":[\"/usr/bin/app\"],", ""),
            ("[\"serve\"]", "[\"/usr/bin/gone\"]")),
        member(
            "config-healthcheck-missing-file", ["config-healthcheck"], "\"Healthcheck\":{\"Test\":[\"CMD\",\"gone\"]}"),
        member("config-healthcheck-no-program", ["config-healthcheck"], "\"Healthcheck\":{\"Test\":[\"CMD\"]}"),
        member("config-healthcheck-no-kind", ["config-healthcheck"], "\"Healthcheck\":{\"Test\":[\"/usr/bin/app\"]}"),
        member(
            "config-healthcheck-no-shell", ["config-healthcheck"],
            "\"Healthcheck\":{\"Test\":[\"CMD-SHELL\",\"true\"]}"),
        member("config-onbuild", ["config-onbuild"], "\"OnBuild\":[\"RUN true\"]"),
    ]

    static let environments: [Damage] = [
        path("config-env-path-empty-entry", ["config-env-search"], "/usr/bin:"),
        path("config-env-path-dot", ["config-env-search"], ".:/usr/bin"),
        path("config-env-path-dotdot", ["config-env-search"], "/usr/bin:/usr/bin/../../srv"),
        path("config-env-path-tmp", ["config-env-search"], "/usr/bin:/tmp/bin"),
        variable(
            "config-env-library-path-unfilled", ["config-env-search"], "LD_LIBRARY_PATH=/opt/lib:$LD_LIBRARY_PATH"),
        variable("config-env-library-path-relative", ["config-env-search"], "LD_LIBRARY_PATH=lib"),
        variable("config-env-library-path-proc", ["config-env-search"], "LD_LIBRARY_PATH=/proc/self/cwd"),
        variable("config-env-python-path-shm", ["config-env-search"], "PYTHONPATH=/dev/shm"),
        variable("config-nvidia-devices-malformed", ["config-nvidia"], "NVIDIA_VISIBLE_DEVICES=all;void", cuda),
        variable("config-nvidia-capability-unknown", ["config-nvidia"], "NVIDIA_DRIVER_CAPABILITIES=compute,root"),
        variable("config-nvidia-require-malformed", ["config-nvidia"], "NVIDIA_REQUIRE_CUDA=cuda 12"),
        variable("config-nvidia-require-no-version", ["config-nvidia"], "NVIDIA_REQUIRE_DRIVER=driver>=new"),
        variable("config-nvidia-disable-require", ["config-nvidia"], "NVIDIA_DISABLE_REQUIRE=true"),
        variable("config-nvidia-mig-config", ["config-nvidia"], "NVIDIA_MIG_CONFIG_DEVICES=all"),
        variable("config-nvidia-gds", ["config-nvidia"], "NVIDIA_GDS=enabled"),
        variable("config-gpu-devices-for-nothing", ["config-gpu"], "NVIDIA_VISIBLE_DEVICES=all"),
        variable("config-gpu-devices-hidden", ["config-gpu"], "NVIDIA_VISIBLE_DEVICES=void", cuda),
        variable("config-gpu-without-compute", ["config-gpu"], "NVIDIA_DRIVER_CAPABILITIES=utility,video", cuda),
        variable("config-gpu-require-older-cuda", ["config-gpu"], "NVIDIA_REQUIRE_CUDA=cuda>=11.8", cuda),
        variable("config-gpu-require-newer-cuda", ["config-gpu"], "NVIDIA_REQUIRE_CUDA=cuda>=13.0 driver>=470", cuda),
        .tar("driver-library-cuda", ["driver-library"], RawTar.file("usr/lib/x86_64-linux-gnu/libcuda.so.550.54.14")),
        .tar("driver-library-link", ["driver-library"], RawTar.file("opt/libnvidia-ml.so.1")),
        variable("config-env-secret-name", ["config-secret"], "API_TOKEN=abc"),
        variable("config-env-secret", ["config-secret"], "SETTING=key:\(token)"),
        variable("config-env-secret-key", ["config-secret"], "PEM=-----BEGIN PRIVATE KEY-----"),
        .config("config-label-secret", ["config-secret"], ("\"name\":\"sample\"", "\"name\":\"\(token)\"")),
        .config("config-argument-secret", ["config-secret"], ("[\"serve\"]", "[\"--token=\(token)\"]")),
        .config("config-history-secret", ["config-secret"], ("\"created_by\":\"test\"", "\"created_by\":\"\(token)\"")),
    ]

    static let places: [Damage] = [
        .config("config-account-user-unknown", ["config-account"], ("\"1000:1000\"", "\"nobody\"")),
        .config("config-account-group-unknown", ["config-account"], ("\"1000:1000\"", "\"app:staff\"")),
        .tar(
            "config-user-numeric-name-in-passwd", ["config-account"],
            RawTar.file("etc/passwd", "1000:x:0:0::/:/bin/sh\n")),
        .tar("config-user-numeric-name-in-group", ["config-account"], RawTar.file("etc/group", "1000:x:0:\n")),
        Damage(
            "config-account-without-passwd", ["config-account"],
            edit: { image in
                image.layers[1].tar = RawTar.empty("etc/.wh.passwd") + RawTar.end
                image.editConfig = { $0.swapping("\"1000:1000\"", "\"app\"") }
            }),
        .config("config-workdir-missing", ["config-workdir-missing"], ("\"/srv\"", "\"/nowhere\"")),
        .config("config-workdir-file", ["config-workdir-missing"], ("\"/srv\"", "\"/etc/passwd\"")),
        .tar("tar-case-collision", ["tar-path-case"], RawTar.file("opt/Makefile"), RawTar.file("opt/makefile")),
        .tar("tar-case-collision-of-directories", ["tar-path-case"], RawTar.file("ETC/passwd")),
        .tar("tar-trailing-dot", ["tar-path-case"], RawTar.file("etc/passwd.")),
        .tar("tar-trailing-space", ["tar-path-case"], RawTar.file("etc/passwd ")),
        .tar(
            "tar-symlink-chain-lexical-ok", ["tar-path-through-link"], RawTar.directory("a"), RawTar.directory("a/b"),
            RawTar.symlink("a/b/up", ".."), RawTar.symlink("l", "a/b/up/../../etc"), RawTar.file("l/passwd")),
    ]

    static let policyTwins: [Damage] = [
        program("twin-config-entrypoint-in-path", [], entrypoint: "[\"app\"]"),
        program("twin-config-entrypoint-relative", [], entrypoint: "[\"../usr/bin/app\"]"),
        program("twin-config-entrypoint-script", [], entrypoint: "[\"/usr/bin/script\"]"),
        program("twin-config-entrypoint-hard-link", [], entrypoint: "[\"/usr/bin/sh\"]"),
        program(
            "twin-config-entrypoint-link-to-link", [], entrypoint: "[\"/opt/link\"]",
            RawTar.symlink("opt/link", "../usr/bin/run")),
        program(
            "twin-config-entrypoint-merged-usr", [], entrypoint: "[\"/bin/app\"]", RawTar.symlink("bin", "usr/bin")),
        program(
            "twin-config-entrypoint-script-env", [], entrypoint: "[\"/opt/script\"]",
            executable("opt/script", "#!/usr/bin/env -S app -x\n"), executable("usr/bin/env", RawELF.program())),
        program(
            "twin-config-entrypoint-pie", [], entrypoint: "[\"/opt/pie\"]",
            executable("opt/pie", RawELF.program(kind: 3))),
        .config("twin-config-no-program", [], ("\"Cmd\":[\"serve\"],\"Entrypoint\":[\"/usr/bin/app\"],", "")),
        member("twin-config-healthcheck-none", [], "\"Healthcheck\":{\"Test\":[\"NONE\"]}"),
        member(
            "twin-config-healthcheck-shell", [],
            "\"Healthcheck\":{\"Test\":[\"CMD-SHELL\",\"true\"]},\"Shell\":[\"/usr/bin/sh\"]"),
        path("twin-config-env-path", [], "/usr/local/bin:/usr/bin:/tmpfiles/bin"),
        variable("twin-config-env-library-path-two", [], "LD_LIBRARY_PATH=/opt/lib:/opt/lib64"),
        variable("twin-config-nvidia-all", [], "NVIDIA_VISIBLE_DEVICES=all", cuda),
        variable("twin-config-nvidia-one", [], "NVIDIA_VISIBLE_DEVICES=0:1,GPU-8a56c1d0-12,nvidia.com/gpu=all", cuda),
        variable("twin-config-nvidia-void", [], "NVIDIA_VISIBLE_DEVICES=void"),
        variable("twin-config-nvidia-compute", [], "NVIDIA_DRIVER_CAPABILITIES=compute,utility", cuda),
        variable(
            "twin-config-nvidia-require", [], "NVIDIA_REQUIRE_CUDA=cuda>=12.4 brand=tesla,driver>=470,driver<471", cuda),
        variable("twin-config-nvidia-disabled", [], "NVIDIA_GDS=disabled"),
        .tar("twin-driver-library-compat", [], RawTar.file("usr/local/cuda/compat/libcuda.so.1")),
        .tar("twin-driver-library-stub", [], RawTar.file("usr/local/cuda/lib64/stubs/libcuda.so")),
        variable("twin-config-env-secret-file", [], "API_TOKEN=/run/secrets/token"),
        variable("twin-config-env-tokenizers", [], "TOKENIZERS_PARALLELISM=false"),
        variable("twin-config-env-part-of-a-word", [], "SETTING=x\(token)"),
        .tar("twin-config-user-numeric-name", [], RawTar.file("etc/passwd", "1000:x:1000:1000::/:/bin/sh\n")),
        Damage(
            "twin-config-workdir-link", [],
            edit: { image in
                image.layers[1].tar = RawTar.symlink("opt/work", "/srv") + RawTar.end
                image.editConfig = { $0.swapping("\"/srv\"", "\"/opt/work\"") }
            }),
        Damage(
            "twin-blob-is-a-hard-link", [],
            spoil: { image in
                let path = image.path(image.layers[0])
                try await shell("ln \(path) \(path).other")
            }),
    ]
}

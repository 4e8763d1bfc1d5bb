import Archive
import OCI
@testable import Verify

extension Corpus {
    private static func user(_ name: String, _ codes: [String], _ user: String) -> Damage {
        .config(name, codes, ("\"1000:1000\"", "\"\(user)\""))
    }

    private static func directory(_ name: String, _ codes: [String], _ directory: String) -> Damage {
        .config(name, codes, ("\"/srv\"", "\"\(directory)\""))
    }

    private static func environment(_ name: String, _ codes: [String], _ entry: String) -> Damage {
        .config(name, codes, ("\"LANG=C.UTF-8\"", "\"\(entry)\""))
    }

    private static func port(_ name: String, _ codes: [String], _ port: String) -> Damage {
        .config(name, codes, ("\"8080/tcp\"", "\"\(port)\""))
    }

    private static func signal(_ name: String, _ codes: [String], _ signal: String) -> Damage {
        .config(name, codes, ("\"SIGTERM\"", "\"\(signal)\""))
    }

    private static func created(_ name: String, _ codes: [String], _ time: String) -> Damage {
        .config(
            name, codes, ("\"created\":\"2024-02-29T12:00:00Z\",\"history\"", "\"created\":\"\(time)\",\"history\""))
    }

    private static func member(_ name: String, _ codes: [String], _ member: String) -> Damage {
        .config(name, codes, ("\"Cmd\":", "\(member),\"Cmd\":"))
    }

    static let config: [Damage] = [
        .config("rootfs-type-other", ["config-rootfs"], ("\"type\":\"layers\"", "\"type\":\"sectors\"")),
        .config("rootfs-type-case", ["config-rootfs"], ("\"type\":\"layers\"", "\"type\":\"Layers\"")),
        .config("rootfs-type-missing", ["json-member"], ("\"type\":\"layers\"", "\"typ\":\"layers\"")),
        .config("rootfs-missing", ["json-member"], ("\"rootfs\":", "\"rootfz\":")),
        .config("rootfs-diff-ids-missing", ["json-member"], ("\"diff_ids\":", "\"diffs\":")),
        user("config-user-overflow", ["config-user"], "4294967296"),
        user("config-user-2^31", ["config-user"], "2147483648"),
        user("config-user-negative", ["config-user"], "-1"),
        user("config-user-group-overflow", ["config-user"], "0:4294967295"),
        user("config-user-huge", ["config-user"], "00000000000000000000000001"),
        user("config-user-three-parts", ["config-user"], "a:b:c"),
        user("config-user-empty-part", ["config-user"], "a:"),
        user("config-user-blank", ["config-user"], "a b"),
        user("config-user-path", ["config-user"], "../root"),
        directory("config-workdir-proc-fd", ["config-workdir"], "/proc/self/fd/8"),
        directory("config-workdir-proc-spelled", ["config-workdir"], "//./proc/self/fd/8"),
        directory("config-workdir-sys", ["config-workdir"], "/sys/fs/cgroup"),
        directory("config-workdir-dev", ["config-workdir"], "/dev"),
        directory("config-workdir-relative", ["config-workdir"], "srv"),
        directory("config-workdir-dotdot", ["config-workdir"], "/srv/../proc/self/fd/8"),
        environment("config-env-no-equals", ["config-env"], "LANG"),
        environment("config-env-no-name", ["config-env"], "=x"),
        environment("config-env-twice", ["config-env"], "PATH=/evil"),
        environment("config-env-ld-preload", ["config-env-loader"], "LD_PRELOAD=/tmp/evil.so"),
        environment("config-env-ld-audit", ["config-env-loader"], "LD_AUDIT=/tmp/evil.so"),
        .config(
            "config-env-not-a-list", ["json-member"],
            ("\"Env\":[\"PATH=/usr/bin\",\"LANG=C.UTF-8\"]", "\"Env\":\"A=1\"")),
        .config("config-env-number", ["json-member"], ("\"LANG=C.UTF-8\"", "7")),
        .config("config-entrypoint-text", ["json-member"], ("[\"/usr/bin/app\"]", "\"/usr/bin/app\"")),
        .config("config-labels-number", ["json-member"], ("\"name\":\"sample\"", "\"name\":7")),
        member("config-volume-traversal", ["config-volume"], "\"Volumes\":{\"/data/../../etc\":{}}"),
        member("config-volume-relative", ["config-volume"], "\"Volumes\":{\"data\":{}}"),
        member("config-volume-root", ["config-volume"], "\"Volumes\":{\"/\":{}}"),
        member("config-volume-double-slash", ["config-volume"], "\"Volumes\":{\"/a//b\":{}}"),
        member("config-volumes-list", ["json-member"], "\"Volumes\":[\"/data\"]"),
        member("config-volumes-value", ["json-member"], "\"Volumes\":{\"/data\":1}"),
        port("config-port-zero", ["config-port"], "0/tcp"),
        port("config-port-65536", ["config-port"], "65536/tcp"),
        port("config-port-protocol", ["config-port"], "80/http"),
        port("config-port-name", ["config-port"], "http"),
        port("config-port-blank", ["config-port"], " 80"),
        signal("config-stopsignal-bad", ["config-stop-signal"], "SIGSTOPPED"),
        signal("config-stopsignal-0", ["config-stop-signal"], "0"),
        signal("config-stopsignal-65", ["config-stop-signal"], "65"),
        signal("config-stopsignal-rt", ["config-stop-signal"], "SIGRTMIN+31"),
        created("config-created-text", ["config-time"], "yesterday"),
        created("config-created-no-zone", ["config-time"], "2024-02-29T12:00:00"),
        created("config-created-blank", ["config-time"], "2024-02-29 12:00:00Z"),
        created("config-created-30-february", ["config-time"], "2024-02-30T12:00:00Z"),
        created("config-created-29-february", ["config-time"], "2023-02-29T12:00:00Z"),
        created("config-created-month-13", ["config-time"], "2024-13-01T12:00:00Z"),
        created("config-created-hour-24", ["config-time"], "2024-01-01T24:00:00Z"),
        created("config-created-empty-fraction", ["config-time"], "2024-01-01T00:00:00.Z"),
        .config(
            "config-created-number", ["json-member"],
            ("\"created\":\"2024-02-29T12:00:00Z\",\"history\"", "\"created\":1709208000,\"history\"")),
        .config(
            "config-history-time", ["config-time"],
            ("\"2024-02-29T12:00:00Z\",\"created_by\"", "\"2024\",\"created_by\"")),
        member("config-onbuild-text", ["json-member"], "\"OnBuild\":\"RUN true\""),
        member("config-shell-text", ["json-member"], "\"Shell\":\"/bin/sh\""),
        member("config-healthcheck-shell", ["json-member"], "\"Healthcheck\":{\"Test\":\"curl localhost\"}"),
        member("config-healthcheck-interval", ["json-member"], "\"Healthcheck\":{\"Interval\":\"30s\"}"),
        .config("config-is-array", ["json-member"], ("\"config\":{\"Cmd\"", "\"config\":[],\"other\":{\"Cmd\"")),
    ]

    static let configTwins: [Damage] = [
        user("twin-config-user-max", [], "2147483647:0"),
        user("twin-config-user-name", [], "app:app"),
        user("twin-config-user-empty", [], ""),
        user("twin-config-user-dotted", [], "first.last-1@realm"),
        directory("twin-config-workdir-process", [], "/processes/dev"),
        directory("twin-config-workdir-slash", [], "/srv/"),
        directory("twin-config-workdir-empty", [], ""),
        environment("twin-config-env-empty-value", [], "LANG="),
        environment("twin-config-env-equals-in-value", [], "LANG=a=b"),
        environment("twin-config-env-library-path", [], "LD_LIBRARY_PATH=/opt/lib"),
        environment("twin-config-env-preload-empty", [], "LD_PRELOAD="),
        .config("twin-config-env-null", [], ("[\"PATH=/usr/bin\",\"LANG=C.UTF-8\"]", "null")),
        member("twin-config-volume", [], "\"Volumes\":{\"/data\":{},\"/var/lib/x/\":{}}"),
        member("twin-config-volumes-null", [], "\"Volumes\":null"),
        port("twin-config-port-bare", [], "8080"),
        port("twin-config-port-udp", [], "65535/udp"),
        signal("twin-config-stopsignal-number", [], "9"),
        signal("twin-config-stopsignal-bare", [], "TERM"),
        signal("twin-config-stopsignal-rt", [], "SIGRTMIN+3"),
        created("twin-config-created-leap-day", [], "2000-02-29T23:59:59Z"),
        created("twin-config-created-zone", [], "2024-01-01T00:00:00.123456789+05:30"),
        member(
            "twin-config-healthcheck", [],
            "\"Healthcheck\":{\"Test\":[\"CMD\",\"app\"],\"Interval\":30000000000,\"Retries\":3}"),
        member("twin-config-onbuild", [], "\"OnBuild\":null,\"Shell\":[\"/bin/sh\",\"-c\"]"),
    ]
}

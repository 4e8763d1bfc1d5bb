import OCI
import SystemPackage
import TestSupport
import Testing

struct FileLockTests {
    @Test func `keeps another process out while it is held`() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending("lock")
            let isFree = {
                try await Tool("flock", package: "util-linux").run(["-n", path.string, "true"]).status == 0
            }
            do {
                let lock = try FileLock(path)
                #expect(try await !isFree())
                withExtendedLifetime(lock) {}
            }
            #expect(try await isFree())
            #expect(try path.status()?.size == 0)
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `waits for the lock of another process`() async throws {
        try await withTemporaryDirectory { directory in
            let (path, held, go) = (
                directory.appending("lock"), directory.appending("held"), directory.appending("go")
            )
            // The other process says that it has the lock, and keeps it until it is told to go.
            let script = """
                exec 9>"$1"; flock 9; mkdir "$2"; while [ ! -e "$3" ]; do sleep 0.02; done; rmdir "$2"
                """
            async let other = Tool("sh")("-c", script, "sh", path.string, held.string, go.string)
            while try held.status() == nil { try await Task.sleep(for: .milliseconds(5)) }
            async let wasGone = runBlocking {
                let lock = try FileLock(path)
                defer { withExtendedLifetime(lock) {} }
                return try held.status() == nil
            }
            try await Task.sleep(for: .milliseconds(50))
            try go.replace(with: [])
            #expect(try await wasGone)
            _ = try await other
        }
    }

    @Test func `keeps another task out`() async throws {
        try await withTemporaryDirectory { directory in
            let (path, file) = (directory.appending("lock"), directory.appending("count"))
            try file.replace(with: [0])
            _ = try await (0..<50).concurrentMap(width: 8) { _ in
                try await runBlocking {
                    let lock = try FileLock(path)
                    defer { withExtendedLifetime(lock) {} }
                    let count = try file.read(limit: 1)[0]
                    try file.replace(with: [count + 1])
                }
            }
            #expect(try file.read(limit: 1) == [50])
        }
    }
}

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

    @Test func `waits for the lock of another process`() async throws {
        try await withTemporaryDirectory { directory in
            let (path, mark) = (directory.appending("lock"), directory.appending("mark"))
            // The other process says that it has the lock, and gives it up half a second later.
            let script = "flock 9; echo held > \"$1.new\"; mv \"$1.new\" \"$1\"; sleep 0.5; rm \"$1\""
            async let other = Tool("sh")(
                "-c", "exec 9>\"$2\"; \(script)", "sh", mark.string, path.string)
            while try mark.status() == nil { try await Task.sleep(for: .milliseconds(5)) }
            let isGone = try await runBlocking {
                let lock = try FileLock(path)
                defer { withExtendedLifetime(lock) {} }
                return try mark.status() == nil
            }
            #expect(isGone)
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

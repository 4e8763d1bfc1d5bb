@testable import OCI
import SystemPackage
import TestSupport
import Testing

/// Whether a file is there that nobody has locked.
func isFree(_ path: FilePath) -> Bool {
    guard let lock = FileLock(tryingExisting: path) else { return false }
    withExtendedLifetime(lock) {}
    return true
}

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

    @Test func `makes a file that nobody finds without its lock`() async throws {
        try await withTemporaryDirectory { directory in
            // Whoever sees a name tries its lock at once; were one ever free, its maker would find it gone.
            let sweeping = Task {
                var swept = 0
                while !Task.isCancelled {
                    for name in try directory.entries() {
                        // A file that its owner let go has no name any more.
                        let path = directory.appending(name)
                        if isFree(path), try path.status() != nil { swept += 1 }
                    }
                }
                return swept
            }
            for number in 0..<2000 {
                let path = directory.appending("\(number)")
                let lock = try FileLock(creating: path)
                if number == 0 {
                    #expect(!isFree(path))
                    #expect(throws: FileError.failed(.create, path, .fileExists)) { _ = try FileLock(creating: path) }
                    #expect(try directory.entries().map(\.string) == ["0"])
                }
                try path.remove()
                withExtendedLifetime(lock) {}
            }
            sweeping.cancel()
            #expect(try await sweeping.value == 0)
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

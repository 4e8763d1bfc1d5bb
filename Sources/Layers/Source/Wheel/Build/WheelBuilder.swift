import OCI
import Sandbox
import SystemPackage

/// Builds the wheel of one sdist in a sandbox of this machine. Nothing is unpacked on the disk: the sandbox has a `/tmp` in
/// memory, and the wheel comes back through a pipe.
struct WheelBuilder: Sendable {
    /// A wheel that came out.
    struct Built: Sendable {
        let file: WheelFileName
        let bytes: [UInt8]
        let python: String
    }

    /// What a build needs, and the Python that was asked.
    struct Needs: Sendable {
        let requirements: [String]
        let python: String
    }

    private let name: SourceFileName
    private let source: FilePath
    private let python: HostPython

    /// A builder of the sdist that lies at `source`.
    init(_ name: SourceFileName, at source: FilePath, scratch: FilePath) async throws {
        self.name = name
        self.source = source
        python = try await HostPython(named: "python3", scratch: scratch)
    }

    /// What the project says that it is built with; with tools also what its backend says.
    func needs(tools: [(file: WheelFileName, path: FilePath)]) async throws -> Needs {
        let answer = try await run("requires", tools)
        do throws(JSONError) {
            return Needs(
                requirements: try answer.header.required("requires").strings(),
                python: try answer.header.required("python").string())
        } catch { throw WheelBuildError.failed(name, reason: "its needs make no sense", log: error.description) }
    }

    /// The wheel.
    ///
    /// - Throws: `WheelBuildError`: `failed`, `otherWheel`, `notPure`.
    func build(tools: [(file: WheelFileName, path: FilePath)]) async throws -> Built {
        let answer = try await run("build", tools)
        let (text, python): (String, String)
        do throws(JSONError) {
            (text, python) = (
                try answer.header.required("file").string(), try answer.header.required("python").string()
            )
        } catch { throw WheelBuildError.failed(name, reason: "its answer makes no sense", log: error.description) }
        guard let file = try? WheelFileName(text), file.project == name.project, file.version == name.version else {
            throw WheelBuildError.otherWheel(name, built: String(text.prefix(300)))
        }
        guard file.tags.allSatisfy({ $0.abi == "none" && $0.platform == "any" }) else {
            throw WheelBuildError.notPure(name, file)
        }
        return Built(file: file, bytes: answer.content, python: python)
    }

    private struct Answer {
        let header: JSONObject
        let content: [UInt8]
    }

    private func run(_ job: String, _ tools: [(file: WheelFileName, path: FilePath)]) async throws -> Answer {
        let inside = "/in/\(name)"
        var mounts = [try SandboxMount(of: source, at: FilePath(inside))]
        var arguments = [job, inside]
        for tool in tools {
            let path = "/in/tools/\(tool.file)"
            mounts.append(try SandboxMount(of: tool.path, at: FilePath(path)))
            arguments.append(path)
        }
        let outcome = try await python.run(
            WheelBuildScript.text, arguments, mounts: mounts, outputBytes: WheelBuilder.largestAnswer)
        if let reason = outcome.failure {
            throw WheelBuildError.failed(name, reason: reason, log: outcome.lastWords)
        }
        let line = outcome.standardOutput.prefix { $0 != UInt8(ascii: "\n") }
        do throws(JSONError) {
            let header = try JSONField(JSON(parsing: Array(line))).object()
            return Answer(header: header, content: Array(outcome.standardOutput.dropFirst(line.count + 1)))
        } catch { throw WheelBuildError.failed(name, reason: "its answer makes no sense", log: error.description) }
    }

    /// A wheel larger than this is no pure Python: 1 GiB.
    private static let largestAnswer = 1 << 30
}

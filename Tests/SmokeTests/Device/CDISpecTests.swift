import OCI
import Sandbox
import Smoke
import SystemPackage
import TestSupport
import Testing

@Suite struct CDISpecTests {
    private func text(_ folder: FilePath, hook: String = "update-ldcache") -> String {
        """
        {"cdiVersion":"0.5.0","kind":"vendor.com/gpu","devices":[{"name":"0","containerEdits":{"deviceNodes":[\
        {"path":"/dev/fuse"}]}},{"name":"gone","containerEdits":{"deviceNodes":[{"path":"/dev/no-such-device"}]}}],\
        "containerEdits":{"env":["VISIBLE=void"],"additionalGIDs":[44],"deviceNodes":[{"path":"/dev/net/tun"}],\
        "mounts":[{"hostPath":"\(folder)/libx.so.1.2.3","containerPath":"/opt/driver/libx.so.1.2.3","options":["ro","bind"]}],\
        "hooks":[{"hookName":"createContainer","path":"/usr/bin/ctk","args":["ctk","hook","\(hook)","--folder","/opt/driver"]}]}}
        """
    }

    private func spec(_ text: String) throws(CDIError) -> CDISpec {
        let json: JSON
        do { json = try JSON(parsing: Array(text.utf8)) } catch { throw .malformed(error) }
        return try CDISpec(json)
    }

    @Test(arguments: [SandboxKind.runc, .bubblewrap, .chroot])
    func `makes nodes, libraries and variables usable in a sandbox`(kind: SandboxKind) async throws {
        let root = try await BusyboxRoot()
        let folder = root.directory.path.appending("driver")
        try await Tool("sh")(
            "-c", "mkdir $0; echo lib >$0/libx.so.1.2.3; ln -s libx.so.1.2.3 $0/libx.so.1", folder.string)
        let spec = try spec(text(folder))
        #expect(spec.names == ["0", "gone"])
        let devices = try spec.sandboxDevices(named: "0")
        let script = """
            echo $VISIBLE $LD_LIBRARY_PATH; cat /opt/driver/libx.so.1; [ -c /dev/fuse ] && [ -c /dev/net/tun ] && echo nodes
            ls /sys/class >/dev/null && echo sys; echo x >/opt/driver/libx.so.1 || echo refused
            """
        let request = try SandboxRequest(
            root: root.path, arguments: ["sh", "-c", script],
            environment: [.standardPath, EnvironmentVariable("LD_LIBRARY_PATH", "/own")], user: .root,
            limits: SandboxLimits(timeout: .seconds(20)), devices: devices)
        let sandbox = try await Sandbox(forcing: kind, scratch: root.scratch)
        let outcome = try await sandbox.run(request, scratch: root.scratch)
        #expect(
            String(decoding: outcome.standardOutput, as: UTF8.self)
                == "void /opt/driver:/own\nlib\nnodes\nsys\nrefused\n", "\(outcome.complaint)")
        #expect(try await Tool("ls", package: "coreutils")(root.path.string) == Array("bin\netc\nroom\n".utf8))
    }

    @Test func `refuses what it does not know and what is not there`() throws {
        let text = text("/tmp")
        #expect(throws: CDIError.hook("format-disk")) { try spec(self.text("/tmp", hook: "format-disk")) }
        #expect(throws: CDIError.version("9.0.0")) { try spec(text.replacing("0.5.0", with: "9.0.0")) }
        #expect(throws: CDIError.malformed(.unknownKey(path: "containerEdits.x"))) {
            try spec(text.replacing(#""env":"#, with: #""x":1,"env":"#))
        }
        let whole = try spec(text)
        #expect(throws: CDIError.unknownDevice("7", known: ["0", "gone"])) { try whole.sandboxDevices(named: "7") }
        #expect(throws: CDIError.sandbox(.deviceMissing("/dev/no-such-device"))) {
            try whole.sandboxDevices(named: "gone")
        }
    }
}

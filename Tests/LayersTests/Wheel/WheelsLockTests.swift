import OCI
import Testing

@testable import Layers

struct WheelsLockTests {
    private let text = """
        {"python":{"platform":"manylinux_2_36_x86_64","version":"3.11"},"requested":["flask"],\
        "scheme":{"data":"/usr/local","interpreter":"/usr/bin/python3.11","scripts":"/usr/local/bin",\
        "site":"/usr/local/lib/python3.11/dist-packages"},"wheels":[\
        {"digest":"sha256:6666666666666666666666666666666666666666666666666666666666666666",\
        "file":"click-8.1.7-py3-none-any.whl","index":"pypi","project":"click","size":97941,"version":"8.1.7"},\
        {"digest":"sha256:7777777777777777777777777777777777777777777777777777777777777777",\
        "file":"flask-3.0.0-py3-none-any.whl","index":"pypi","project":"flask","size":99724,"version":"3.0.0"}]}
        """

    private func read(_ text: String) throws -> WheelsLock {
        try WheelsLock(JSONField(JSON(parsing: Array(text.utf8))))
    }

    @Test func `reads what it writes, byte for byte`() throws {
        let lock = try read(text)
        #expect(String(decoding: lock.json.canonical(), as: UTF8.self) == text)
        #expect(lock.wheels.map(\.project.text) == ["click", "flask"])
    }

    @Test(arguments: [
        (
            "\"requested\":[\"flask\"]", "\"requested\":[\"Flask\"]",
            "'requested[0]': 'Flask' is no normalised project name"
        ),
        (
            "\"requested\":[\"flask\"]", "\"requested\":[\"flask\",\"click\"]",
            "'requested': the names are not sorted, or one stands twice"
        ),
        (
            "\"requested\":[\"flask\"]", "\"requested\":[\"jinja2\"]",
            "'': the project jinja2 is asked for, but no wheel of it is locked"
        ),
        ("\"size\":97941", "\"size\":0", "'wheels[0]': the wheel click-8.1.7-py3-none-any.whl cannot have 0 bytes"),
        ("\"size\":97941", "\"size\":\"97941\"", "'wheels[0].size' is a string, not an integer"),
        ("\"index\":\"pypi\"", "\"index\":\"https://host.example\"", nil),
        ("\"project\":\"click\"", "\"project\":\"clack\"", "'wheels[0].project': the file's name says 'click'"),
        ("\"version\":\"8.1.7\"", "\"version\":\"8.1.8\"", "'wheels[0].version': the file's name says '8.1.7'"),
        ("\"scheme\":{", "\"url\":1,\"scheme\":{", "'url' is not a known key"),
        (
            "click-8.1.7-py3-none-any", "click-8.1.7-cp312-cp312-linux_x86_64",
            "'': the wheel click-8.1.7-cp312-cp312-linux_x86_64.whl is not made for Python 3.11 on manylinux_2_36_x86_64"
        ),
        (
            "\"file\":\"click-8.1.7-py3-none-any.whl\",\"index\":\"pypi\",\"project\":\"click\"",
            "\"file\":\"flask-8.1.7-py3-none-any.whl\",\"index\":\"pypi\",\"project\":\"flask\"",
            "'': the project flask has two wheels; a lock names each project once"
        ),
        (
            "\"file\":\"click-8.1.7-py3-none-any.whl\",\"index\":\"pypi\",\"project\":\"click\"",
            "\"file\":\"zick-8.1.7-py3-none-any.whl\",\"index\":\"pypi\",\"project\":\"zick\"",
            "'wheels': the wheels are not sorted by project"
        ),
        ("/usr/bin/python3.11", "python3.11", nil), ("/usr/bin/python3.11", "/usr/bin/python3.11 -x", nil),
        ("/usr/local/bin", "/usr/../bin", nil), ("sha256:6666", "sha512:6666", nil),
    ])
    func `refuses a lock`(old: String, new: String, message: String?) throws {
        let changed = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false).joined(separator: new)
        #expect(changed != text)
        let error = #expect(throws: JSONError.self) { try read(changed) }
        if let message { #expect(error?.description == message) }
    }

    @Test func `refuses a request that cannot be locked`() throws {
        let python = try PythonTarget(version: "3.11", platform: "manylinux_2_36_x86_64")
        #expect(throws: WheelError.noRequirements) { try WheelsRequest(python: python, requirements: []) }
        #expect(throws: WheelError.date("yesterday")) {
            try WheelsRequest(python: python, requirements: ["flask"], newest: "yesterday")
        }
        #expect(throws: WheelError.requirement("-e .")) { try WheelsRequest(python: python, requirements: ["-e ."]) }
        #expect(throws: WheelError.noIndex) { try WheelsRequest(python: python, requirements: ["flask"], indexes: []) }
    }
}

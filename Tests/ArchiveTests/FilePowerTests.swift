import Archive
import Testing

struct FilePowerTests {
    @Test(arguments: [
        "set-user-id", "set-group-id", "device", "cap_chown", "cap_net_raw", "cap_sys_admin", "cap_checkpoint_restore",
    ])
    func `a word is the power that says it`(_ word: String) {
        #expect(FilePower(word)?.description == word)
    }

    @Test(arguments: ["", "setuid", "cap_41", "CAP_CHOWN", "cap_net_raw+ep"]) func `other words are none`(
        _ word: String
    ) {
        #expect(FilePower(word) == nil)
    }

    @Test(
        arguments: [
            (0o755, []), (0o4755, ["set-user-id"]), (0o2755, ["set-group-id"]),
            (0o7777, ["set-group-id", "set-user-id"]),
        ] as [(UInt16, [String])])
    func `a mode has its powers`(_ mode: UInt16, _ words: [String]) {
        #expect(FilePower.powers(ofMode: mode).map(\.description).sorted() == words)
    }

    /// What setcap(8) writes, and what the kernel refuses.
    private static let attributes: [(value: [UInt8], words: [String]?)] = [
        // cap_net_raw=ep
        ([1, 0, 0, 2, 0, 0x20, 0, 0] + [UInt8](repeating: 0, count: 12), ["cap_net_raw"]),
        // cap_chown=p cap_setfcap=i
        ([0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0x80] + [UInt8](repeating: 0, count: 8), ["cap_chown", "cap_setfcap"]),
        // cap_bpf=ep, with the user of a name space
        ([1, 0, 0, 3] + [UInt8](repeating: 0, count: 8) + [0x80, 0, 0, 0, 0, 0, 0, 0, 0xe8, 3, 0, 0], ["cap_bpf"]),
        ([1, 0, 0, 1, 0, 0x20, 0, 0, 0, 0, 0, 0], ["cap_net_raw"]),
        ([UInt8](repeating: 0xff, count: 4), nil), ([], nil), ([1, 0, 0, 4] + [UInt8](repeating: 0, count: 16), nil),
        ([1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0], nil), ([1, 0, 0, 3] + [UInt8](repeating: 0, count: 16), nil),
    ]

    @Test(arguments: attributes) func `an attribute has its capabilities`(_ value: [UInt8], _ words: [String]?) {
        #expect(FilePower.powers(ofAttribute: value)?.map(\.description).sorted() == words)
    }
}

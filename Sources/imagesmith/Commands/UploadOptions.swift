import ArgumentParser
import OCI

/// The options of commands that may send layers to a registry.
struct UploadOptions: ParsableArguments {
    @Option(
        name: .customLong("chunk-size"),
        help: ArgumentHelp("How much of a blob one request to a registry carries.", valueName: "MiB"))
    var chunkSize: Int64?

    @Option(
        name: .customLong("allow-upload-host"),
        help: ArgumentHelp(
            "A host that the registry may have its uploads go to; it sees no login. May stand several times.",
            valueName: "host"))
    var hosts: [String] = []

    func validate() throws {
        if let chunkSize, !(1...1 << 20).contains(chunkSize) {
            throw ValidationError("--chunk-size wants a number of MiB, at least 1")
        }
        for host in hosts where (try? RegistryHost(host)) == nil {
            throw ValidationError("--allow-upload-host wants HOST[:PORT], not '\(host)'")
        }
    }

    /// Refuses the options where nothing is sent to a registry, so that none of them stands there in vain.
    func refuse() throws {
        guard chunkSize != nil || !hosts.isEmpty else { return }
        let option = chunkSize == nil ? "--allow-upload-host" : "--chunk-size"
        throw ValidationError("\(option) is for what goes to docker://HOST/NAME; leave it out")
    }
}

import HTTP

/// A file of a model repository in the form of Hugging Face's hub, by the commit that it is taken from.
///
/// Source: huggingface_hub, `hf_hub_url`: `ENDPOINT/OWNER/NAME/resolve/REVISION/PATH`.
public struct HubFile: Hashable, Sendable {
    /// The hub, where the recipe names one; nil for the one that this machine uses.
    public let endpoint: String?
    /// The repository, as `OWNER/NAME`.
    public let repository: String
    /// The commit: 40 hexadecimal digits.
    public let revision: String
    /// The file's path in the repository.
    public let path: String

    /// The hub that is meant where nothing names another.
    public static let standardEndpoint = "https://huggingface.co"

    /// Checks the parts.
    ///
    /// - Throws: ``HubError``; among others for a revision that is no commit, since a branch means other files tomorrow.
    init(endpoint: String?, repository: String, revision: String, path: String) throws(HubError) {
        if let endpoint {
            do { _ = try HTTPURL(endpoint) } catch { throw .endpoint(endpoint, "\(error)") }
        }
        let part = /[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9])?/
        let parts = repository.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.wholeMatch(of: part) != nil }), !repository.contains("..") else {
            throw .repository(repository)
        }
        guard revision.wholeMatch(of: /[0-9a-f]{40}/) != nil else { throw .revision(revision) }
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        guard path.utf8.count <= 1024, segments.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }),
            path.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { throw .path(path) }
        self.endpoint = endpoint
        self.repository = repository
        self.revision = revision
        self.path = path
    }

    /// The file's address at a hub.
    func url(at hub: HTTPURL) throws(HTTPError) -> HTTPURL {
        try hub.appending(path: "\(repository)/resolve/\(revision)/\(path)")
    }
}

public import HTTP
import OCI
import SystemPackage

/// Asks Python indexes where files are. It blocks: call it through `runBlocking`.
public struct PythonIndexClient: Sendable {
    let client: HTTPClient
    let indexes: PythonIndexes

    /// A client for the indexes of this machine.
    public init(_ client: HTTPClient, indexes: PythonIndexes) {
        self.client = client
        self.indexes = indexes
    }

    /// Everywhere that an index offers a file, by its exact name; the first to be tried first. Empty where it does not.
    ///
    /// A place that cannot be reached is passed over while another can.
    /// - Throws: `WheelError.unknownIndex`, `WheelError.page`, `HTTPError`.
    public func locate(_ file: WheelFileName, index: PythonIndexName) throws -> [WheelLocation] {
        try locate(file.text, of: file.project, index: index)
    }

    /// The same for any file of a project, such as an sdist.
    func locate(_ file: String, of project: ProjectName, index: PythonIndexName) throws -> [WheelLocation] {
        var locations: [WheelLocation] = []
        var failure: (any Error)?
        for place in try indexes.places(of: index) {
            do {
                locations += try find(file, of: project, in: place).map(\.location)
            } catch { failure = failure ?? error }
        }
        if locations.isEmpty, let failure { throw failure }
        return locations
    }

    /// A file as a place offers it.
    struct Offer {
        let location: WheelLocation
        let size: Int64?
        let digest: Digest?
    }

    /// The file in one place. Throws `WheelError.page`, `HTTPError`, `FileError`.
    func find(_ file: String, of project: ProjectName, in place: PythonIndexes.Place) throws -> [Offer] {
        switch place {
        case .directory(let directory):
            let path = directory.appending(file)
            guard let status = try path.status(), status.isRegular else { return [] }
            return [Offer(location: .file(path), size: status.size, digest: nil)]
        case .simple(let root):
            return try page(of: project, in: root).files.filter { $0.name == file }
                .map { Offer(location: .url($0.url), size: $0.size, digest: $0.digest) }
        }
    }

    /// The size of what a URL leads to, as its server says. Throws `HTTPError`.
    func size(of url: HTTPURL) throws -> Int64? {
        try client.head(url).headers["content-length"].flatMap { Int64($0) }
    }

    func page(of project: ProjectName, in root: HTTPURL) throws -> SimplePage {
        let url = try root.appending(path: project.text + "/")
        let headers = try HTTPHeaders([(name: "Accept", value: SimplePage.accept)])
        let response = try client.send(HTTPRequest(.get, url, headers: headers), limit: SimplePage.limit)
        guard response.status == 200 else {
            if response.status == 404 { return SimplePage(files: []) }
            let excerpt = String(decoding: response.body.prefix(200), as: UTF8.self)
            throw HTTPError.status(url: url, status: response.status, retryAfter: nil, excerpt: excerpt)
        }
        return try SimplePage(response)
    }
}

extension SimplePage {
    /// A page with known files.
    fileprivate init(files: [File]) { self.files = files }
}

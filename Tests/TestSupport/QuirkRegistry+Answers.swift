import Glibc
import Synchronization

extension QuirkRegistry {
    typealias Request = LoopbackServer.Request
    typealias Response = LoopbackServer.Response

    /// What a path of the distribution-spec names.
    private struct Route {
        let repository: String
        let kind: String
        let rest: String

        init?(_ path: String) {
            guard path.hasPrefix("/v2/") else { return nil }
            for kind in ["blobs/uploads", "blobs", "manifests", "referrers"] {
                guard let range = path.firstRange(of: "/\(kind)/") else { continue }
                repository = String(path[path.index(path.startIndex, offsetBy: 4)..<range.lowerBound])
                self.kind = kind
                rest = String(path[range.upperBound...])
                return
            }
            return nil
        }
    }

    func answer(_ request: Request) -> Response {
        if let storm = quirks.storm, request.path.contains(storm.paths) {
            let isStorming = state.withLock { state in
                state.storms += 1
                return state.storms <= storm.requests
            }
            if isStorming {
                count(request)
                return .status(storm.status, headers: storm.status == 429 ? [("Retry-After", "0")] : [])
            }
        }
        guard let route = Route(request.path) else { return .status(404) }
        switch route.kind {
        case "blobs/uploads": return upload(request, route)
        case "blobs": return blob(request, route)
        case "manifests": return manifest(request, route)
        default: return referrers(request, route)
        }
    }

    /// How much of a body is taken; it may end in the middle of a part.
    func intake(_ request: Request) -> LoopbackServer.Intake {
        guard request.method == "PATCH" || request.method == "PUT", let route = Route(request.path),
            route.kind == "blobs/uploads"
        else { return .whole }
        let length = request["content-length"].flatMap { Int($0) } ?? 0
        return state.withLock { state in
            let have = state.sessions[route.rest]?.count ?? 0
            if let at = quirks.cutsAt, !state.hasCut, have + length > at {
                state.hasCut = true
                return .cut(after: max(0, at - have))
            }
            if let at = quirks.holdsAt, !state.hasHeld, have + length > at {
                state.hasHeld = true
                return .held(after: max(0, at - have))
            }
            return .whole
        }
    }

    /// Keeps what came of a part, as good registries do.
    func ended(_ request: Request) {
        count(request)
        guard request.method == "PATCH", let route = Route(request.path) else { return }
        state.withLock { $0.sessions[route.rest]? += request.body }
    }

    private func count(_ request: Request) {
        guard request.path.contains("/blobs/uploads/") else { return }
        state.withLock { state in
            state.uploaded += request.body.count
            if request.method == "PATCH" { state.parts.append(request.body.count) }
        }
    }

    private func upload(_ request: Request, _ route: Route) -> Response {
        count(request)
        switch request.method {
        case "POST": return open(request, route)
        case "GET": return status(of: route)
        case "PATCH": return part(request, route)
        case "PUT": return finish(request, route)
        default: return .status(405)
        }
    }

    private func open(_ request: Request, _ route: Route) -> Response {
        let query = fields(request.query)
        if let digest = query["mount"], let origin = query["from"], quirks.mounts {
            let isMounted = state.withLock { state in
                guard let bytes = state.blobs[origin]?[digest] else { return false }
                state.blobs[route.repository, default: [:]][digest] = bytes
                return true
            }
            if isMounted { return .status(201, headers: [("Location", "/v2/\(route.repository)/blobs/\(digest)")]) }
        }
        let name = state.withLock { state in
            state.opened += 1
            state.sessions["session-\(state.opened)"] = []
            return "session-\(state.opened)"
        }
        var headers = location(of: name, route)
        if let minimum = quirks.minimum { headers.append(("OCI-Chunk-Min-Length", "\(minimum)")) }
        return .status(202, headers: headers)
    }

    private func status(of route: Route) -> Response {
        guard let bytes = state.withLock({ $0.sessions[route.rest] }) else {
            return .status(404, #"{"errors":[{"code":"BLOB_UPLOAD_UNKNOWN"}]}"#)
        }
        return .status(204, headers: location(of: route.rest, route) + range(bytes.count))
    }

    private func part(_ request: Request, _ route: Route) -> Response {
        if let limit = quirks.partLimit, request.body.count > limit.bytes {
            return .status(
                limit.status,
                #"{"errors":[{"code":"SIZE_INVALID","message":"the request body is too large"}]}"#)
        }
        if quirks.partDelay > 0 { usleep(quirks.partDelay * 1000) }
        guard (200...299).contains(quirks.partStatus) else { return .status(quirks.partStatus) }
        let first = request["content-range"]?.split(separator: "-").first.flatMap { Int($0) }
        let count: Int? = state.withLock { state in
            guard var bytes = state.sessions[route.rest] else { return nil }
            guard first == bytes.count else { return -1 }
            bytes += request.body.prefix(quirks.keepsOfPart ?? .max)
            if quirks.losesBytes, !bytes.isEmpty { bytes[0] ^= 1 }
            state.sessions[route.rest] = bytes
            if let most = quirks.losesSessionAfter, !state.hasLost, state.parts.count >= most {
                state.hasLost = true
                state.sessions[route.rest] = nil
            }
            return bytes.count
        }
        guard let count else { return .status(404, #"{"errors":[{"code":"BLOB_UPLOAD_UNKNOWN"}]}"#) }
        guard count >= 0 else { return .status(416) }
        return .status(quirks.partStatus, headers: location(of: route.rest, route) + range(count))
    }

    private func finish(_ request: Request, _ route: Route) -> Response {
        if let limit = quirks.wholeLimit, request.body.count > limit { return .status(413) }
        guard let wanted = fields(request.query)["digest"],
            let before = state.withLock({ $0.sessions[route.rest] })
        else { return .status(404, #"{"errors":[{"code":"BLOB_UPLOAD_UNKNOWN"}]}"#) }
        let bytes = before + request.body
        state.withLock { $0.sessions[route.rest] = nil }
        guard digest(bytes) == wanted else { return .status(400, #"{"errors":[{"code":"DIGEST_INVALID"}]}"#) }
        keep(bytes, in: route.repository)
        return .status(201, headers: [("Docker-Content-Digest", wanted)])
    }

    private func blob(_ request: Request, _ route: Route) -> Response {
        guard let bytes = blob(route.rest, in: route.repository) else {
            return .status(404, #"{"errors":[{"code":"BLOB_UNKNOWN"}]}"#)
        }
        guard request.method == "GET" else { return Response(200, body: bytes) }
        let isFirst = state.withLock { state in
            guard bytes.count >= quirks.stallsFrom else { return false }
            defer { state.hasDelivered = true }
            return !state.hasDelivered
        }
        let delivery = isFirst ? quirks.delivery : .whole
        let response = Response.file(bytes, for: request, delivery: delivery)
        state.withLock { state in
            switch delivery {
            case .truncated(let count), .stalled(let count): state.served += count
            default: state.served += response.body.count
            }
        }
        return response
    }

    private func manifest(_ request: Request, _ route: Route) -> Response {
        switch request.method {
        case "PUT":
            let name = digest(request.body)
            keep(request.body, as: request["content-type"] ?? "", tag: route.rest, in: route.repository)
            var headers = [("Docker-Content-Digest", quirks.says ?? name)]
            if quirks.listsReferrers, let subject = subject(of: request.body) {
                headers.append(("OCI-Subject", subject))
            }
            return .status(201, headers: headers)
        case "DELETE":
            state.withLock { state in
                let bytes = state.manifests[route.repository]?[route.rest]?.bytes
                state.manifests[route.repository] = state.manifests[route.repository]?.filter { $1.bytes != bytes }
            }
            return .status(202)
        default:
            guard let found = state.withLock({ $0.manifests[route.repository]?[route.rest] }) else {
                return .status(404, #"{"errors":[{"code":"MANIFEST_UNKNOWN"}]}"#)
            }
            return Response(
                200, headers: [("Content-Type", found.type), ("Docker-Content-Digest", digest(found.bytes))],
                body: found.bytes)
        }
    }

    private func referrers(_ request: Request, _ route: Route) -> Response {
        guard quirks.listsReferrers else { return .status(404, "404 page not found") }
        let all = state.withLock { $0.manifests[route.repository]?.filter { $0.key.hasPrefix("sha256:") } } ?? [:]
        let entries = all.filter { subject(of: $1.bytes) == route.rest }.map { name, found in
            #"{"mediaType":"\#(found.type)","digest":"\#(name)","size":\#(found.bytes.count)}"#
        }
        let index =
            #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[\#(entries.sorted().joined(separator: ","))]}"#
        return Response(
            200, headers: [("Content-Type", "application/vnd.oci.image.index.v1+json")], body: Array(index.utf8))
    }

    /// The digest of a manifest's subject: the one that follows the member's name.
    private func subject(of bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let start = text.firstRange(of: "\"subject\":{"),
            let member = text[start.upperBound...].firstRange(of: "\"digest\":\"")
        else { return nil }
        return String(text[member.upperBound...].prefix { $0 != "\"" })
    }

    private func range(_ count: Int) -> [(String, String)] {
        quirks.hidesRange ? [] : [("Range", "0-\(max(0, count - 1 + quirks.rangeShift))")]
    }

    private func location(of session: String, _ route: Route) -> [(String, String)] {
        let path = "/v2/\(route.repository)/blobs/uploads/\(session)?_state=a%2Fb"
        return switch quirks.location {
        case .relative: [("Location", path)]
        case .absolute: [("Location", server.origin + path)]
        case .elsewhere(let origin): [("Location", origin + path)]
        case .missing: []
        }
    }

    private func fields(_ query: String) -> [String: String] {
        var fields: [String: String] = [:]
        for pair in query.split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1).map(String.init)
            if halves.count == 2 {
                fields[halves[0]] = halves[1].replacing("%3A", with: ":").replacing("%2F", with: "/")
            }
        }
        return fields
    }
}

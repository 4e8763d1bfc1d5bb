import CCurl

extension HTTPClient {
    func configureTransport(
        of handle: borrowing EasyHandle, for origin: HTTPOrigin, remaining: Duration?, patience: Duration?
    ) throws(HTTPError) {
        // Timeouts by signals do not work with threads; libcurl's resolver has a thread of its own and needs none.
        try handle.set(CURLOPT_NOSIGNAL, true)
        try handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try handle.set(CURLOPT_FOLLOWLOCATION, false)
        try handle.set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        // Unset, these two are read from the environment; an empty proxy is none.
        try handle.set(CURLOPT_PROXY, options.proxy ?? "")
        try handle.set(CURLOPT_NOPROXY, options.directHosts)
        try handle.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, true)
        try handle.set(CURLOPT_USERAGENT, options.userAgent)
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, options.connectTimeout.milliseconds)
        try handle.set(CURLOPT_LOW_SPEED_LIMIT, options.lowSpeedLimit)
        try handle.set(CURLOPT_LOW_SPEED_TIME, (patience ?? options.lowSpeedTime).wholeSeconds)
        if let remaining { try handle.set(CURLOPT_TIMEOUT_MS, remaining.milliseconds) }
        // libcurl 7.88 keeps its buffer after a name was not found, and takes no other size then.
        handle.suggest(CURLOPT_BUFFERSIZE, 262_144)
        handle.suggest(CURLOPT_UPLOAD_BUFFERSIZE, 1_048_576)
        try handle.set(CURLOPT_TCP_KEEPALIVE, true)
        try handle.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let certificates = options.certificates {
            try handle.set(CURLOPT_CAINFO_BLOB, blob: certificates)
            // Instead of the system's authorities, so its directory of them must not count either.
            try handle.set(CURLOPT_CAPATH, String?.none)
        }
        try configureCertificates(of: handle, for: origin)
    }

    /// What is kept for one origin goes to that origin alone. libcurl takes no kept connection that was made with others.
    private func configureCertificates(of handle: borrowing EasyHandle, for origin: HTTPOrigin) throws(HTTPError) {
        if let authorities = options.authorities[origin] {
            try handle.set(CURLOPT_CAINFO_BLOB, blob: authorities + (options.certificates ?? []))
        }
        guard let identity = options.identities[origin] else { return }
        try handle.set(CURLOPT_SSLCERT_BLOB, blob: identity.certificate)
        try handle.set(CURLOPT_SSLKEY_BLOB, blob: identity.key)
    }

    func configureMethod(of handle: borrowing EasyHandle, _ request: HTTPRequest) throws(HTTPError) {
        // When a kept connection turns out to be closed, libcurl sends the request again on a new one by itself.
        try handle.set(CURLOPT_FRESH_CONNECT, request.repetition == .never)
        switch (request.method, request.body) {
        case (.head, _):
            try handle.set(CURLOPT_NOBODY, true)
            return
        case (.get, nil):
            try handle.set(CURLOPT_HTTPGET, true)
            return
        case (_, let body):
            // libcurl's upload mode sends `Content-Length: 0` too, which POST and PUT without a body need.
            try handle.set(CURLOPT_UPLOAD, true)
            try handle.set(CURLOPT_INFILESIZE_LARGE, body?.length ?? 0)
            try handle.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        }
    }

    func configure(_ credential: HTTPCredential?, of handle: borrowing EasyHandle) throws(HTTPError) {
        switch credential?.kind {
        case .basic(let user, let password):
            try handle.set(CURLOPT_HTTPAUTH, ccurl_auth_basic())
            try handle.set(CURLOPT_USERNAME, user)
            try handle.set(CURLOPT_PASSWORD, password)
        case .bearer(let token):
            try handle.set(CURLOPT_HTTPAUTH, ccurl_auth_bearer())
            try handle.set(CURLOPT_XOAUTH2_BEARER, token)
        case nil: break
        }
    }
}

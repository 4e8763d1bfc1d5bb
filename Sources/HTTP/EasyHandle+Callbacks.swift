import CCurl

extension EasyHandle {
    /// Ties the callbacks to an exchange, which has to live until the transfer is over.
    func connect(to exchange: Exchange) throws(HTTPError) {
        let box = Unmanaged.passUnretained(exchange).toOpaque()
        try set(CURLOPT_HEADERDATA, pointer: box)
        try set(CURLOPT_HEADERFUNCTION) { bytes, size, count, box in
            let taken = exchangeInside(box)?.take(header: UnsafeRawBufferPointer(start: bytes, count: size * count))
            return taken == true ? size * count : 0
        }
        try set(CURLOPT_WRITEDATA, pointer: box)
        try set(CURLOPT_WRITEFUNCTION) { bytes, size, count, box in
            let taken = exchangeInside(box)?.take(body: UnsafeRawBufferPointer(start: bytes, count: size * count))
            return taken == true ? size * count : 0
        }
        try set(CURLOPT_READDATA, pointer: box)
        try set(CURLOPT_READFUNCTION) { bytes, size, count, box in
            exchangeInside(box)?.give(UnsafeMutableRawBufferPointer(start: bytes, count: size * count)) ?? 0
        }
        try set(CURLOPT_SEEKDATA, pointer: box)
        try set(seek: { box, offset, origin in
            guard origin == 0, let target = exchangeInside(box) else { return CURL_SEEKFUNC_FAIL }
            return target.rewind(to: Int64(offset)) ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL
        })
        try set(CURLOPT_XFERINFODATA, pointer: box)
        try set(progress: { box, _, _, _, _ in exchangeInside(box)?.poll() == true ? 0 : 1 })
        try set(CURLOPT_NOPROGRESS, false)
    }
}

private func exchangeInside(_ box: UnsafeMutableRawPointer?) -> Exchange? {
    box.map { Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue() }
}

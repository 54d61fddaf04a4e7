internal import CCurl

/// One libcurl easy handle: fetches one URL at a time, again and again, by itself or through a ``MultiHandle``.
///
/// It may move between threads but belongs to one at a time.
package struct EasyHandle: ~Copyable {
  private let memory: Memory

  var raw: UnsafeMutableRawPointer { memory.raw }

  /// What libcurl holds pointers to, freed with the handle. A class, because a struct's initializer that can throw may not
  /// have a `deinit` behind it.
  fileprivate final class Memory {
    let raw: UnsafeMutableRawPointer
    let errorText: UnsafeMutablePointer<CChar>
    let receiver: any BodyReceiver
    var connectTo: UnsafeMutablePointer<curl_slist>?

    init(_ raw: UnsafeMutableRawPointer, receiver: any BodyReceiver) {
      self.raw = raw
      self.receiver = receiver
      errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
      errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
      curl_easy_cleanup(raw)
      curl_slist_free_all(connectTo)
      errorText.deallocate()
    }
  }

  /// - Parameter receiver: gets the bodies of this handle's transfers.
  package init(_ options: TransferOptions, receiver: any BodyReceiver) throws(CurlError) {
    guard let raw = curl_easy_init() else {
      throw CurlError(code: Int(CURLE_FAILED_INIT.rawValue), message: "out of memory", context: "making an easy handle")
    }
    let memory = Memory(raw, receiver: receiver)
    for entry in options.connectTo {
      guard let longer = curl_slist_append(memory.connectTo, entry) else {
        throw CurlError(
          code: Int(CURLE_OUT_OF_MEMORY.rawValue), message: "out of memory", context: "redirecting \(entry)")
      }
      memory.connectTo = longer
    }
    try memory.apply(options)
    self.memory = memory
  }

  /// What the next transfer fetches. libcurl keeps a copy, so it costs nothing to fetch the same URL again.
  package func setURL(_ url: String) throws(CurlError) { try memory.set(CURLOPT_URL, url) }

  /// Sends an empty POST instead of a GET from now on.
  package func setEmptyPost() throws(CurlError) {
    try memory.set(CURLOPT_POST, 1)
    try memory.set(CURLOPT_POSTFIELDSIZE, 0)
  }

  /// Makes ``perform()`` look at the flag behind `context` during a transfer: at each piece of progress, and once a second.
  ///
  /// - Parameters:
  ///   - isStopped: anything but 0 aborts the transfer. It runs on the transferring thread.
  ///   - context: handed to `isStopped`; must outlive the handle.
  package func setStopCheck(
    _ isStopped: @convention(c) (UnsafeMutableRawPointer?, Int, Int, Int, Int) -> Int32,
    context: UnsafeMutableRawPointer
  ) throws(CurlError) {
    try memory.set(CURLOPT_NOPROGRESS, 0)
    try CurlError.check(ccurl_set_pointer(raw, CURLOPT_XFERINFODATA, context), doing: "setting the stop check")
    try CurlError.check(ccurl_set_progress_function(raw, isStopped), doing: "setting the stop check")
  }

  /// Fetches the URL on the calling thread, which waits.
  package func perform() -> TransferResult {
    let result = performOnce()
    return result.deservesSecondTry ? performOnce() : result
  }

  private func performOnce() -> TransferResult {
    clearErrorText()
    return result(curl_easy_perform(raw))
  }

  /// What became of the transfer that ended with `code`.
  func result(_ code: CURLcode) -> TransferResult {
    TransferResult(
      code: unambiguous(code).rawValue,
      message: code == CURLE_OK ? nil : message(code),
      systemError: code == CURLE_OK ? 0 : Int32(truncatingIfNeeded: ccurl_get_long(raw, CURLINFO_OS_ERRNO)),
      httpStatus: ccurl_get_long(raw, CURLINFO_RESPONSE_CODE),
      // libcurl takes the end of a connection for a first byte.
      firstByteMicroseconds: code == CURLE_GOT_NOTHING ? 0 : ccurl_get_offset(raw, CURLINFO_STARTTRANSFER_TIME_T),
      connectionsOpened: ccurl_get_long(raw, CURLINFO_NUM_CONNECTS))
  }

  /// libcurl has one code for a scheme that it may not use and for a response that is not HTTP: the URL tells which.
  private func unambiguous(_ code: CURLcode) -> CURLcode {
    guard code == CURLE_UNSUPPORTED_PROTOCOL, let url = ccurl_get_string(raw, CURLINFO_EFFECTIVE_URL) else {
      return code
    }
    let scheme = String(cString: url).prefix { $0 != ":" }.lowercased()
    return scheme == "http" || scheme == "https" ? CURLE_WEIRD_SERVER_REPLY : code
  }

  func clearErrorText() { memory.errorText.pointee = 0 }

  private func message(_ code: CURLcode) -> String {
    memory.errorText.pointee == 0 ? String(cString: curl_easy_strerror(code)) : String(cString: memory.errorText)
  }
}

extension EasyHandle.Memory {
  func apply(_ options: TransferOptions) throws(CurlError) {
    // Without it libcurl uses SIGALRM for time-outs of the resolver, which threads cannot share.
    try set(CURLOPT_NOSIGNAL, 1)
    try CurlError.check(ccurl_leave_lookups_behind(raw), doing: "leaving lookups behind")
    try set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
    try CurlError.check(ccurl_allow_http_and_https_only(raw), doing: "allowing http and https only")
    try set(CURLOPT_FOLLOWLOCATION, 1)
    try set(CURLOPT_MAXREDIRS, 10)
    try set(CURLOPT_TIMEOUT_MS, max(1, Int(options.timeout / .milliseconds(1))))
    // A resumed session would spare later transfers most of the handshake, and differently for each strategy.
    try set(CURLOPT_SSL_SESSIONID_CACHE, 0)
    // A blocking handle serves one transfer at a time, so it never needs a second connection.
    try set(CURLOPT_MAXCONNECTS, 1)
    if options.freshConnections {
      try set(CURLOPT_FRESH_CONNECT, 1)
      try set(CURLOPT_FORBID_REUSE, 1)
    }
    if let bytes = options.receiveBufferBytes { try set(CURLOPT_BUFFERSIZE, bytes) }
    if let source = options.source { try set(CURLOPT_INTERFACE, source) }
    if let caFile = options.caFile { try set(CURLOPT_CAINFO, caFile) }
    if options.visitsOthers {
      try set(CURLOPT_USERAGENT, "threads-versus-async")
    } else {
      try set(CURLOPT_NOPROXY, "*")
    }
    if let connectTo {
      try CurlError.check(ccurl_set_list(raw, CURLOPT_CONNECT_TO, connectTo), doing: "redirecting connections")
    }
    try CurlError.check(ccurl_set_pointer(raw, CURLOPT_ERRORBUFFER, errorText), doing: "setting the error buffer")
    // An existential does not fit in libcurl's one pointer, but what holds it does.
    let context = Unmanaged.passUnretained(self).toOpaque()
    try CurlError.check(ccurl_set_pointer(raw, CURLOPT_WRITEDATA, context), doing: "setting the body's receiver")
    let write: @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int = {
      bytes, size, count, context in
      guard let context else { return 0 }
      Unmanaged<EasyHandle.Memory>.fromOpaque(context)._withUnsafeGuaranteedRef {
        $0.receiver.receive(UnsafeRawBufferPointer(start: bytes, count: size * count))
      }
      return size * count
    }
    try CurlError.check(ccurl_set_write_function(raw, write), doing: "setting the body's callback")
  }

  func set(_ option: CURLoption, _ value: Int) throws(CurlError) {
    try CurlError.check(ccurl_set_long(raw, option, value), doing: "setting option \(option.rawValue)")
  }

  func set(_ option: CURLoption, _ value: String) throws(CurlError) {
    try CurlError.check(ccurl_set_string(raw, option, value), doing: "setting option \(option.rawValue) to \(value)")
  }
}

internal import CCurl
internal import Glibc

/// Receives the bodies of responses.
package protocol BodyReceiver: AnyObject {
  /// Called for each piece of a body, on the thread of the transfer. The bytes are valid during the call only.
  func receive(_ bytes: UnsafeRawBufferPointer)
}

/// A libcurl easy handle: fetches URLs one at a time, by itself or through a ``MultiHandle``.
///
/// It may move between threads, but only one thread may use it at a time.
package struct EasyHandle: ~Copyable {
  private let memory: Memory

  var raw: UnsafeMutableRawPointer { memory.raw }

  /// What libcurl has pointers to, freed with the handle. A class, because a struct with a `deinit` cannot throw in its
  /// initializer.
  fileprivate final class Memory {
    let raw: UnsafeMutableRawPointer
    let errorText: UnsafeMutablePointer<CChar>
    let receiver: any BodyReceiver
    var connectTo: UnsafeMutablePointer<curl_slist>?
    var exchange = Exchange()
    var namesItself = false
    var sockets: OpenSockets?

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

  /// - Parameters:
  ///   - options: of all its transfers.
  ///   - receiver: gets the bodies of its transfers.
  /// - Throws: `CurlError` if libcurl has no memory or refuses an option.
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

  /// Sets what the next transfers fetch; libcurl keeps a copy of the URL.
  ///
  /// - Parameter namesItself: whether to send a User-Agent, which other people's servers can expect. libcurl formats it
  ///   for every page, so that it is not sent to this machine.
  /// - Throws: `CurlError` if the URL is too long.
  package func setURL(_ url: String, namesItself: Bool = false) throws(CurlError) {
    try memory.set(CURLOPT_URL, url)
    guard memory.namesItself != namesItself else { return }
    if namesItself {
      try memory.set(CURLOPT_USERAGENT, "threads-versus-async")
    } else {
      try CurlError.check(ccurl_set_pointer(raw, CURLOPT_USERAGENT, nil), doing: "leaving out the User-Agent")
    }
    memory.namesItself = namesItself
  }

  /// Makes the next transfers send an empty POST instead of a GET.
  ///
  /// - Throws: `CurlError` if libcurl refuses.
  package func setEmptyPost() throws(CurlError) {
    try memory.set(CURLOPT_POST, 1)
    try memory.set(CURLOPT_POSTFIELDSIZE, 0)
  }

  /// Makes ``perform()`` call `isStopped` during a transfer: at each progress, and once per second.
  ///
  /// - Parameters:
  ///   - isStopped: a result other than 0 aborts the transfer. Called on the thread of the transfer.
  ///   - context: the first argument of `isStopped`; must outlive the handle.
  /// - Throws: `CurlError` if libcurl refuses.
  package func setStopCheck(
    _ isStopped: @convention(c) (UnsafeMutableRawPointer?, Int, Int, Int, Int) -> Int32,
    context: UnsafeMutableRawPointer
  ) throws(CurlError) {
    try memory.set(CURLOPT_NOPROGRESS, 0)
    try CurlError.check(ccurl_set_pointer(raw, CURLOPT_XFERINFODATA, context), doing: "setting the stop check")
    try CurlError.check(ccurl_set_progress_function(raw, isStopped), doing: "setting the stop check")
  }

  /// Keeps what its sockets are reported to: libcurl closes the last ones when the handle is freed.
  func keep(_ sockets: OpenSockets) { memory.sockets = sockets }

  /// Reports the sockets that libcurl opens and closes.
  ///
  /// - Parameters:
  ///   - context: the first argument of both functions; must outlive the handle.
  ///   - opened: a result other than CURL_SOCKOPT_OK ends the transfer.
  ///   - close: has to close the socket.
  ///   - task: what this is for, with which an error's text begins.
  /// - Throws: `CurlError` if libcurl refuses.
  func reportSockets(
    to context: UnsafeMutableRawPointer,
    opened: @convention(c) (UnsafeMutableRawPointer?, curl_socket_t, curlsocktype) -> Int32,
    close: @convention(c) (UnsafeMutableRawPointer?, curl_socket_t) -> Int32, doing task: String
  ) throws(CurlError) {
    try CurlError.check(ccurl_set_pointer(raw, CURLOPT_SOCKOPTDATA, context), doing: task)
    try CurlError.check(ccurl_set_pointer(raw, CURLOPT_CLOSESOCKETDATA, context), doing: task)
    try CurlError.check(ccurl_set_socket_option_function(raw, opened), doing: task)
    try CurlError.check(ccurl_set_close_socket_function(raw, close), doing: task)
  }

  /// Fetches the URL on the calling thread, which blocks until the transfer has ended.
  package func perform() -> TransferResult {
    begin(again: false)
    let first = result(curl_easy_perform(raw))
    guard first.deservesSecondTry else { return first }
    begin(again: true)
    return result(curl_easy_perform(raw))
  }

  /// Forgets the last transfer.
  ///
  /// - Parameter again: the next one repeats it, so that its requests count together.
  func begin(again: Bool) {
    memory.errorText.pointee = 0
    memory.exchange.begin(again: again)
  }

  /// The result of the transfer that ended with `code`.
  func result(_ code: CURLcode) -> TransferResult {
    let status = ccurl_get_long(raw, CURLINFO_RESPONSE_CODE)
    let exchange = memory.exchange
    return TransferResult(
      code: code.rawValue,
      message: code == CURLE_OK ? nil : message(code),
      systemError: code == CURLE_OK ? 0 : Int32(truncatingIfNeeded: ccurl_get_long(raw, CURLINFO_OS_ERRNO)),
      httpStatus: status,
      // Without a status line, some versions count the end of a connection, or of a handshake, as a first byte.
      firstByteMicroseconds: status == 0 ? 0 : ccurl_get_offset(raw, CURLINFO_STARTTRANSFER_TIME_T),
      connectionsOpened: ccurl_get_long(raw, CURLINFO_NUM_CONNECTS), repeats: exchange.repeats,
      proxyStatus: code == CURLE_OK ? 0 : ccurl_get_long(raw, CURLINFO_HTTP_CONNECTCODE),
      progress: TransferResult.Progress(
        flaw: exchange.flaw, isHeadCut: exchange.isHeadCut, hasHead: exchange.hasHead,
        awaitsAnswer: exchange.awaitsAnswer))
  }

  private func message(_ code: CURLcode) -> String {
    memory.errorText.pointee == 0
      ? String(cString: curl_easy_strerror(code)) : Shown.message(String(cString: memory.errorText))
  }
}

extension EasyHandle.Memory {
  /// This machine, and what the environment says. libcurl reads the environment only if the option is not set.
  private static let hostsWithoutProxy: String = {
    let given = (getenv("no_proxy") ?? getenv("NO_PROXY")).map { String(cString: $0) } ?? ""
    guard given != "*" else { return given }
    let own = String(cString: ccurl_this_machine)
    return given.isEmpty ? own : "\(given),\(own)"
  }()

  func apply(_ options: TransferOptions) throws(CurlError) {
    // Otherwise libcurl uses SIGALRM for time-outs of the resolver, which is not safe with threads.
    try set(CURLOPT_NOSIGNAL, 1)
    try CurlError.check(ccurl_leave_lookups_behind(raw), doing: "leaving lookups behind")
    try set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
    try CurlError.check(ccurl_allow_http_and_https_only(raw), doing: "allowing http and https only")
    try set(CURLOPT_FOLLOWLOCATION, 1)
    try set(CURLOPT_MAXREDIRS, 10)
    try set(CURLOPT_TIMEOUT_MS, max(1, Int(options.timeout / .milliseconds(1))))
    // A resumed session would save later transfers most of the handshake, and not equally for each strategy.
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
    try set(CURLOPT_NOPROXY, options.visitsOthers ? Self.hostsWithoutProxy : "*")
    if let connectTo {
      try CurlError.check(ccurl_set_list(raw, CURLOPT_CONNECT_TO, connectTo), doing: "redirecting connections")
    }
    try CurlError.check(ccurl_set_pointer(raw, CURLOPT_ERRORBUFFER, errorText), doing: "setting the error buffer")
    // An existential does not fit into one pointer, but the object that holds it does.
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
    try watchExchange(context)
  }

  private func watchExchange(_ context: UnsafeMutableRawPointer) throws(CurlError) {
    // A proxy's answer to CONNECT is not the response.
    try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    try CurlError.check(ccurl_set_pointer(raw, CURLOPT_PREREQDATA, context), doing: "watching requests")
    let send:
      @convention(c) (
        UnsafeMutableRawPointer?, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<CChar>?, Int32, Int32
      ) -> Int32 = { context, _, _, _, _ in
        guard let context else { return CURL_PREREQFUNC_OK }
        Unmanaged<EasyHandle.Memory>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.exchange.send() }
        return CURL_PREREQFUNC_OK
      }
    try CurlError.check(ccurl_set_request_function(raw, send), doing: "watching requests")
    try CurlError.check(ccurl_set_pointer(raw, CURLOPT_HEADERDATA, context), doing: "watching responses")
    let receive: @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int = {
      bytes, size, count, context in
      guard let context else { return 0 }
      let isAccepted = Unmanaged<EasyHandle.Memory>.fromOpaque(context)._withUnsafeGuaranteedRef {
        $0.exchange.receive(UnsafeRawBufferPointer(start: bytes, count: size * count))
      }
      // Any other number ends the transfer.
      return isAccepted ? size * count : 0
    }
    try CurlError.check(ccurl_set_header_function(raw, receive), doing: "watching responses")
  }

  func set(_ option: CURLoption, _ value: Int) throws(CurlError) {
    try CurlError.check(ccurl_set_long(raw, option, value), doing: "setting option \(option.rawValue)")
  }

  func set(_ option: CURLoption, _ value: String) throws(CurlError) {
    try CurlError.check(ccurl_set_string(raw, option, value), doing: "setting option \(option.rawValue)")
  }
}

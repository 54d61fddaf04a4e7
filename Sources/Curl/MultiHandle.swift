internal import CCurl

/// Waits for a ``MultiHandle``. Called on the thread that drives the handle, from within the handle's methods.
package protocol MultiHandleDriver: AnyObject {
  /// Watches a socket for reading, writing or both from now on; for neither: stops watching it.
  func watch(_ socket: Int32, reading: Bool, writing: Bool)
  /// Sets the handle's one timer, which calls ``MultiHandle/timedOut()`` once; nil: clears it.
  func setTimer(milliseconds: Int?)
  /// A connection's socket was opened; ``closing(_:)`` follows before it closes. Other sockets may be watched as well,
  /// without these calls.
  func opened(_ socket: Int32)
  /// A connection's socket is about to close.
  func closing(_ socket: Int32)
  /// A transfer ended and was removed from the handle.
  ///
  /// - Parameters:
  ///   - transfer: as passed to ``MultiHandle/adopt(_:as:)``.
  ///   - code: for ``MultiHandle/result(of:code:)``.
  func ended(_ transfer: UnsafeMutableRawPointer, code: UInt32)
}

/// One libcurl multi handle: any number of transfers at once on one thread, and the connections they share.
///
/// It neither waits nor polls: its driver tells it which sockets are ready (curl_multi_socket_action(3)).
/// Belongs to one thread. If it is released without ``close()``, it closes its connections without telling the driver.
package final class MultiHandle {
  private let raw: UnsafeMutableRawPointer
  private unowned let driver: any MultiHandleDriver
  private var isClosed = false
  private var hasDriver = true

  /// - Parameters:
  ///   - largestConnectionCount: the largest number of connections open at once, idle ones included.
  ///   - driver: must outlive the handle.
  /// - Throws: `CurlError` if libcurl has no memory or refuses an option.
  package init(largestConnectionCount: Int, driver: any MultiHandleDriver) throws(CurlError) {
    guard let raw = curl_multi_init() else {
      throw CurlError(
        code: Int(CURLM_OUT_OF_MEMORY.rawValue), message: "out of memory", context: "making a multi handle")
    }
    self.raw = raw
    self.driver = driver
    let this = Unmanaged.passUnretained(self).toOpaque()
    try CurlError.check(ccurl_multi_set_pointer(raw, CURLMOPT_SOCKETDATA, this), doing: "setting the socket callback")
    try CurlError.check(ccurl_multi_set_pointer(raw, CURLMOPT_TIMERDATA, this), doing: "setting the timer callback")
    try CurlError.check(
      ccurl_multi_set_socket_function(raw) { _, socket, wanted, handle, _ in
        MultiHandle.driver(handle)?.watch(
          socket, reading: wanted == CURL_POLL_IN || wanted == CURL_POLL_INOUT,
          writing: wanted == CURL_POLL_OUT || wanted == CURL_POLL_INOUT)
        return 0
      }, doing: "setting the socket callback")
    try CurlError.check(
      ccurl_multi_set_timer_function(raw) { _, milliseconds, handle in
        MultiHandle.driver(handle)?.setTimer(milliseconds: milliseconds < 0 ? nil : milliseconds)
        return 0
      }, doing: "setting the timer callback")
    // By default libcurl keeps four idle connections for each transfer in the handle and closes the rest.
    try CurlError.check(
      ccurl_multi_set_long(raw, CURLMOPT_MAXCONNECTS, largestConnectionCount), doing: "bounding connections")
    try CurlError.check(
      ccurl_multi_set_long(raw, CURLMOPT_MAX_TOTAL_CONNECTIONS, largestConnectionCount), doing: "bounding connections")
  }

  deinit {
    // The driver, which usually owns this handle, may be half gone.
    hasDriver = false
    close()
  }

  /// The driver of the multi handle that a callback's pointer refers to; nil while that is released.
  private static func driver(_ pointer: UnsafeMutableRawPointer?) -> (any MultiHandleDriver)? {
    pointer.flatMap { pointer in
      Unmanaged<MultiHandle>.fromOpaque(pointer)._withUnsafeGuaranteedRef { $0.hasDriver ? $0.driver : nil }
    }
  }

  /// Makes an easy handle report its connections to this handle's driver, once, before it is first added.
  ///
  /// - Parameters:
  ///   - easy: belongs to this handle from now on.
  ///   - transfer: passed to ``MultiHandleDriver/ended(_:code:)``.
  /// - Throws: `CurlError` if libcurl refuses an option.
  package func adopt(_ easy: borrowing EasyHandle, as transfer: UnsafeMutableRawPointer) throws(CurlError) {
    try CurlError.check(ccurl_set_pointer(easy.raw, CURLOPT_PRIVATE, transfer), doing: "adopting a transfer")
    try easy.reportSockets(
      to: Unmanaged.passUnretained(self).toOpaque(),
      opened: { handle, socket, _ in
        MultiHandle.driver(handle)?.opened(socket)
        return CURL_SOCKOPT_OK
      },
      close: { handle, socket in
        MultiHandle.driver(handle)?.closing(socket)
        return ccurl_close(socket)
      }, doing: "adopting a transfer")
  }

  /// Begins a transfer. Nothing is sent before ``timedOut()``, for which libcurl sets the driver's timer to 0.
  ///
  /// - Parameter again: it repeats the handle's last transfer.
  /// - Throws: `CurlError` if libcurl has no memory, or the transfer is already in progress.
  package func add(_ easy: borrowing EasyHandle, again: Bool = false) throws(CurlError) {
    easy.begin(again: again)
    try CurlError.check(curl_multi_add_handle(raw, easy.raw), doing: "adding a transfer")
  }

  /// Ends a transfer at once, without ``MultiHandleDriver/ended(_:code:)``. A connection in the middle of a response is
  /// closed. Does nothing if the transfer is not in progress.
  package func remove(_ easy: borrowing EasyHandle) { curl_multi_remove_handle(raw, easy.raw) }

  /// Lets libcurl use a socket that is ready, and reports the transfers that end by it.
  package func ready(_ socket: Int32, reading: Bool, writing: Bool, failed: Bool) {
    let mask = (reading ? CURL_CSELECT_IN : 0) | (writing ? CURL_CSELECT_OUT : 0) | (failed ? CURL_CSELECT_ERR : 0)
    act(socket, mask)
  }

  /// Lets libcurl handle its time-outs and new transfers, and reports the transfers that end by it.
  package func timedOut() { act(curl_socket_t(CURL_SOCKET_BAD), 0) }

  private func act(_ socket: curl_socket_t, _ mask: Int32) {
    var running: Int32 = 0
    curl_multi_socket_action(raw, socket, mask, &running)
    var left: Int32 = 0
    // The driver may close the handle from within `ended`.
    while !isClosed, let message = curl_multi_info_read(raw, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
      // The message is invalid after the removal.
      let code = ccurl_message_result(message)
      let transfer = ccurl_get_private(easy)
      curl_multi_remove_handle(raw, easy)
      if let transfer { driver.ended(transfer, code: code.rawValue) }
    }
  }

  /// The result of the transfer that ended with `code`. If it ``TransferResult/deservesSecondTry``, add the transfer
  /// again.
  package static func result(of easy: borrowing EasyHandle, code: UInt32) -> TransferResult {
    easy.result(CURLcode(rawValue: code))
  }

  /// Closes every connection, also of transfers in progress, and tells the driver. No other method may be called
  /// afterwards.
  package func close() {
    guard !isClosed else { return }
    isClosed = true
    curl_multi_cleanup(raw)
  }
}

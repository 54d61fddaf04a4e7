internal import CCurl

/// libcurl as a whole.
package enum CurlGlobal {
  /// Sets libcurl up, once, before any other thread uses it: curl_global_init(3) is not thread-safe everywhere.
  ///
  /// - Throws: `CurlError` when libcurl cannot start, or was built without TLS.
  package static func start() throws(CurlError) {
    try CurlError.check(curl_global_init(Int(CURL_GLOBAL_ALL)), doing: "starting libcurl")
  }

  /// What runs here, such as `libcurl/7.88.1 OpenSSL/3.0.19 zlib/1.2.13`.
  package static var version: String { String(cString: curl_version()) }
}

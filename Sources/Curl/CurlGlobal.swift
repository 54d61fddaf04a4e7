internal import CCurl
internal import Glibc

/// The library as a whole.
package enum CurlGlobal {
  /// Initialises libcurl. Call it once, before any other thread uses libcurl: curl_global_init(3) is not thread-safe
  /// everywhere.
  ///
  /// Host names in URLs are UTF-8, whatever the locale.
  ///
  /// - Throws: `CurlError` if libcurl cannot start.
  package static func start() throws(CurlError) {
    // libidn2, which converts international names for libcurl, takes them to be in the locale's encoding. Without a
    // call that is ASCII.
    if setlocale(LC_CTYPE, "C.UTF-8") == nil { setlocale(LC_CTYPE, "") }
    try CurlError.check(curl_global_init(Int(CURL_GLOBAL_ALL)), doing: "starting libcurl")
  }

  /// Whether this build of libcurl converts international names to ASCII (IDNA); otherwise they are sent as they are.
  package static var convertsNames: Bool { ccurl_converts_names() }

  /// The version of libcurl and its libraries, such as `libcurl/7.88.1 OpenSSL/3.0.19 zlib/1.2.13`.
  package static var version: String { String(cString: curl_version()) }
}

/// A call that libcurl refused.
package struct CurlError: Error, Equatable, CustomStringConvertible {
  /// The `CURLcode` or `CURLMcode`, as a number.
  package var code: Int
  /// libcurl's own text for the code.
  package var message: String
  /// What the call was for, such as `setting the URL`.
  package var context: String

  package init(code: Int, message: String, context: String) {
    self.code = code
    self.message = message
    self.context = context
  }

  package var description: String { "\(context): \(message) (libcurl error \(code))" }

  static func check(_ code: CURLcode, doing context: @autoclosure () -> String) throws(CurlError) {
    guard code != CURLE_OK else { return }
    throw CurlError(
      code: Int(code.rawValue), message: String(cString: curl_easy_strerror(code)), context: context())
  }

  static func check(_ code: CURLMcode, doing context: @autoclosure () -> String) throws(CurlError) {
    guard code != CURLM_OK else { return }
    throw CurlError(
      code: Int(code.rawValue), message: String(cString: curl_multi_strerror(code)), context: context())
  }
}

internal import CCurl

/// What libcurl answered instead of doing what it was asked.
package struct CurlError: Error, Equatable, CustomStringConvertible {
  /// The `CURLcode` or `CURLMcode`, as a number.
  package var code: Int
  /// libcurl's own words for the code.
  package var message: String
  /// What was being done, such as `setting the URL`.
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

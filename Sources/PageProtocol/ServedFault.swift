/// A fault of the server on request, the parameter `fault` of a page's URL.
///
/// A fault that ends is counted in the server's statistics when it begins: as a response if it has a status line, as
/// abandoned otherwise. One without an end is in flight until the client closes the connection.
package enum ServedFault: String, Sendable, CaseIterable {
  // No answer, or not in time.
  /// No answer at all.
  case stall
  /// The head, then nothing.
  case stallAfterHeaders = "stall-after-headers"
  /// The head and half of the body, then nothing.
  case stallInBody = "stall-in-body"
  /// The body byte by byte.
  case drip
  /// A body without length and without end.
  case endlessBody = "endless-body"
  /// Chunks without end.
  case endlessChunks = "endless-chunks"
  /// Informational responses without end.
  case endlessInformational = "endless-informational"

  // The connection ends too early.
  /// The connection is closed in order instead of an answer.
  case hangUp = "hang-up"
  /// The connection is reset instead of an answer.
  case reset
  /// Closed in order in the middle of the head.
  case hangUpInHeaders = "hang-up-in-headers"
  /// Reset in the middle of the head.
  case resetInHeaders = "reset-in-headers"
  /// Reset in the middle of the body.
  case resetInBody = "reset-in-body"
  /// Closed in order in the middle of the body.
  case cutShort = "cut-short"
  /// Closed in order before the last chunk.
  case chunkCutShort = "chunk-cut-short"

  // The length or the body is wrong.
  /// A body of the right length with one byte changed.
  case corrupt
  /// A body longer than announced.
  case shortLength = "short-length"
  /// Two different lengths.
  case doubleLength = "double-length"
  /// A length that is no number.
  case badLength = "bad-length"
  /// A negative length.
  case negativeLength = "negative-length"
  /// A chunk whose size is no number.
  case brokenChunk = "broken-chunk"
  /// A content encoding that is not true.
  case falseGzip = "false-gzip"

  // The head is unusual or none.
  /// A header of 120 KB.
  case hugeHeader = "huge-header"
  /// Headers of 400 KB together.
  case hugeHeaders = "huge-headers"
  /// Headers without end.
  case endlessHeaders = "endless-headers"
  /// Informational responses before the right answer.
  case informationalFirst = "informational-first"
  /// A line of text.
  case notHTTP = "not-http"
  /// A body without a head.
  case http09 = "http-0.9"
  /// A status that is no number.
  case badStatusLine = "bad-status-line"
  /// Frames of HTTP/2.
  case http2 = "http-2"

  // Redirects that lead nowhere.
  /// To the same URL.
  case redirectLoop = "redirect-loop"
  /// Eleven times.
  case redirectChain = "redirect-chain"
  /// Without a target.
  case redirectNowhere = "redirect-nowhere"
  /// To an FTP server.
  case redirectFTP = "redirect-ftp"
  /// To a file.
  case redirectFile = "redirect-file"
  /// To something that is no URL.
  case redirectMalformed = "redirect-malformed"
  /// To a host that cannot exist.
  case redirectUnresolvable = "redirect-unresolvable"
  /// To a port where no server listens.
  case redirectRefused = "redirect-refused"

  /// What the server does, in a few words.
  package var explanation: String {
    switch self {
    case .stall: "sends nothing"
    case .stallAfterHeaders: "sends the head, then nothing"
    case .stallInBody: "sends the head and half of the body, then nothing"
    case .drip: "sends the head, then a byte every 100 ms"
    case .endlessBody: "sends a body without length and without end"
    case .endlessChunks: "sends chunks without end"
    case .endlessInformational: "sends 103 every 100 ms without end"
    case .hangUp: "closes the connection (FIN)"
    case .reset: "resets the connection (RST)"
    case .hangUpInHeaders: "sends half of the head, then FIN"
    case .resetInHeaders: "sends half of the head, then RST"
    case .resetInBody: "sends the head and half of the body, then RST"
    case .cutShort: "sends the head and half of the body, then FIN"
    case .chunkCutShort: "sends half of the body as a chunk, then FIN"
    case .corrupt: "sends the body with one byte changed"
    case .shortLength: "announces half of the body, sends all of it"
    case .doubleLength: "sends two different Content-Lengths"
    case .badLength: "sends Content-Length: abc"
    case .negativeLength: "sends Content-Length: -5"
    case .brokenChunk: "sends a chunk, then a chunk size that is none"
    case .falseGzip: "says Content-Encoding: gzip, sends plain text"
    case .hugeHeader: "sends a header of 120 KB, then the page"
    case .hugeHeaders: "sends 400 headers of 1 KB each, then the page"
    case .endlessHeaders: "sends headers without end"
    case .informationalFirst: "sends 103 and 100, then the page"
    case .notHTTP: "sends a line that is no HTTP, then FIN"
    case .http09: "sends the body without a head, then FIN"
    case .badStatusLine: "sends the status line HTTP/1.1 abc, then FIN"
    case .http2: "sends frames of HTTP/2, then FIN"
    case .redirectLoop: "redirects to the same URL"
    case .redirectChain: "redirects eleven times, then sends the page"
    case .redirectNowhere: "redirects without a Location"
    case .redirectFTP: "redirects to ftp://127.0.0.1/"
    case .redirectFile: "redirects to file:///etc/hostname"
    case .redirectMalformed: "redirects to http://["
    case .redirectUnresolvable: "redirects to a host that cannot exist"
    case .redirectRefused: "redirects to port 1, where no server listens"
    }
  }

  /// The smallest size of page that can have the fault, in bytes.
  package var smallestSize: Int {
    switch self {
    case .stallInBody, .drip, .resetInBody, .cutShort, .chunkCutShort, .corrupt, .shortLength, .doubleLength,
      .brokenChunk, .falseGzip, .http09:
      1
    default: 0
    }
  }
}

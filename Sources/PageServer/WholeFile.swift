import Glibc

/// A small file, written or read as a whole.
package struct WholeFile {
  private let path: String

  /// - Parameter path: whether or not the file exists.
  package init(_ path: String) { self.path = path }

  /// Replaces the file's contents.
  ///
  /// - Throws: `PageServerError` with the code `file`.
  package func write(_ bytes: some Collection<UInt8>) throws(PageServerError) {
    guard let file = fopen(path, "w") else { throw failure("write") }
    let bytes = Array(bytes)
    let written = fwrite(bytes, 1, bytes.count, file)
    // Buffered bytes are written only now.
    guard fclose(file) == 0, written == bytes.count else { throw failure("write") }
  }

  func read() throws(PageServerError) -> [UInt8] {
    guard let file = fopen(path, "r") else { throw failure("read") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while case let count = fread(&piece, 1, piece.count, file), count > 0 { bytes += piece[..<count] }
    guard ferror(file) == 0 else { throw failure("read") }
    return bytes
  }

  private func failure(_ verb: String) -> PageServerError {
    PageServerError(code: .file, context: "cannot \(verb) \(path)", systemError: errno)
  }
}

import Glibc

/// A small file, written or read at once.
package struct WholeFile {
  private let path: String

  package init(_ path: String) { self.path = path }

  /// Replaces what is in it.
  package func write(_ bytes: some Collection<UInt8>) throws(PageServerError) {
    guard let file = fopen(path, "w") else { throw failure("write") }
    let bytes = Array(bytes)
    let written = fwrite(bytes, 1, bytes.count, file)
    // What is buffered reaches the file, or does not, only now.
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

internal import Glibc

/// Units' rows on disk, as ``UnitRow`` describes them.
package enum UnitFile {
  /// - Throws: `TrialError` naming the file and the cause.
  package static func write(_ rows: UnsafeBufferPointer<UnitRow>, to path: String) throws(TrialError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw TrialError("cannot write the units file \(path)", systemError: errno) }
    defer { close(descriptor) }
    var bytes = UnsafeRawBufferPointer(rows)[...]
    while !bytes.isEmpty {
      let written = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: bytes).baseAddress, bytes.count)
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw TrialError("cannot write the units file \(path)", systemError: errno) }
      bytes = bytes.dropFirst(written)
    }
  }

  /// Maps the file into memory for `body`: a million rows are read without a copy.
  ///
  /// - Throws: `TrialError` naming the file and the cause, or what `body` throws.
  package static func read<Result>(_ path: String, _ body: (UnsafeBufferPointer<UnitRow>) throws -> Result) throws
    -> Result
  {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw TrialError("cannot read the units file \(path)", systemError: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw TrialError("cannot read the units file \(path)", systemError: errno)
    }
    let size = Int(status.st_size)
    guard size % UnitRow.byteCount == 0 else {
      throw TrialError("the units file \(path) has \(size) bytes, not a multiple of \(UnitRow.byteCount)")
    }
    guard size > 0 else { return try body(UnsafeBufferPointer(start: nil, count: 0)) }
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
      throw TrialError("cannot map the units file \(path)", systemError: errno)
    }
    defer { munmap(start, size) }
    return try body(
      UnsafeBufferPointer(
        start: start.bindMemory(to: UnitRow.self, capacity: size / UnitRow.byteCount), count: size / UnitRow.byteCount))
  }
}

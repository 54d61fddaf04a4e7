internal import Glibc
package import HostSystem

/// A trial's units file: the rows of its units (``UnitRow``), and nothing else.
package enum UnitFile {
  /// Writes the rows, replacing the file.
  ///
  /// - Throws: `TrialError` that names the file and the cause.
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

  /// Calls `body` with the rows that a worker has written. They are checked, so that they can be calculated with, and
  /// valid only within `body`: the file is mapped into memory, so that a million rows are not copied. It is sealed
  /// before, so that no process that is left of the worker can change them.
  ///
  /// - Parameters:
  ///   - units: how many rows there must be.
  ///   - trial: from the barrier to the end of the last unit, in nanoseconds on CLOCK_MONOTONIC.
  /// - Throws: `TrialError` that names the first row that cannot be, `SystemError`, or what `body` throws.
  package static func read<Result>(
    _ file: NamelessFile, units: Int, trial: ClosedRange<Int64>,
    _ body: (UnsafeBufferPointer<UnitRow>) throws -> Result
  ) throws -> Result {
    try file.seal()
    let size = file.size
    guard size == units * UnitRow.byteCount else {
      throw TrialError("the units file has \(size) bytes, not \(UnitRow.byteCount) for each of \(units) units")
    }
    guard size > 0 else { return try body(UnsafeBufferPointer(start: nil, count: 0)) }
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, file.descriptor, 0), start != MAP_FAILED else {
      throw TrialError("cannot map the units file", systemError: errno)
    }
    defer { munmap(start, size) }
    let rows = UnsafeBufferPointer(start: start.bindMemory(to: UnitRow.self, capacity: units), count: units)
    try check(rows, trial)
    return try body(rows)
  }

  private static func check(_ rows: UnsafeBufferPointer<UnitRow>, _ trial: ClosedRange<Int64>) throws(TrialError) {
    var bytes: Int64 = 0
    for (unit, row) in rows.enumerated() {
      if let flaw = row.flaw(in: trial) { throw TrialError("unit \(unit) \(flaw)") }
      bytes += row.bytes
      guard bytes <= Border.mostBytes else {
        throw TrialError("the units received more than \(Border.mostBytes) bytes")
      }
    }
  }
}

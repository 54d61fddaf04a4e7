import Glibc
package import Trial

/// The rows of a trial's units file, read where they lie: a million of them cost no more memory than a few.
package struct UnitRows: RandomAccessCollection, Sendable {
  private let file: MappedFile

  package var startIndex: Int { 0 }
  package var endIndex: Int { file.bytes.count / UnitRow.byteCount }

  /// Maps a file, which may be removed afterwards.
  ///
  /// - Parameter count: how many rows there must be.
  /// - Throws: `TrialError`, also when the file's length is wrong.
  package init(path: String, count: Int) throws(TrialError) {
    file = try MappedFile(path)
    guard file.bytes.count == count * UnitRow.byteCount else {
      throw TrialError(
        .unreadableUnits, "harness-worker",
        "wrote \(file.bytes.count) bytes to \(path), where \(count) units take \(count * UnitRow.byteCount)")
    }
  }

  /// No rows at all.
  package init() { file = MappedFile() }

  package subscript(position: Int) -> UnitRow {
    precondition(indices.contains(position))
    let base = position * UnitRow.byteCount
    func field<Value: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, _: Value.Type = Value.self) -> Value {
      Value(littleEndian: file.bytes.loadUnaligned(fromByteOffset: base + offset, as: Value.self))
    }
    var row = UnitRow()
    row.startNanoseconds = field(0)
    row.firstByteNanoseconds = field(8)
    row.doneNanoseconds = field(16)
    row.bytes = field(24)
    row.thread = field(32)
    row.httpStatus = field(36)
    row.fault = field(38)
    row.timesEnded = field(39)
    row.connectionsOpened = field(40)
    return row
  }
}

/// A file's bytes, mapped to be read. Safe to share: nobody writes to them any more.
private final class MappedFile: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer

  init() { bytes = UnsafeRawBufferPointer(start: nil, count: 0) }

  init(_ path: String) throws(TrialError) {
    func failure(_ doing: String) -> TrialError {
      TrialError(
        .unreadableUnits, "harness-worker",
        "left its units' rows in \(path), which cannot be \(doing): \(String(cString: strerror(errno)))")
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("opened") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure("examined") }
    let count = Int(status.st_size)
    // mmap refuses a length of 0.
    guard count > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
      throw failure("mapped")
    }
    bytes = UnsafeRawBufferPointer(start: start, count: count)
  }

  deinit {
    if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
  }
}

import Foundation

/// An empty file with a unique name, removed with the value.
struct TemporaryFile: ~Copyable {
  let path: String

  init(purpose: String) throws(TrialRunError) {
    let folder = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    var name = Array("\(folder)/threads-versus-async-\(purpose)-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else {
      throw TrialRunError(
        .unreadableUnits, "harness", "cannot make a file in \(folder): \(String(cString: strerror(errno)))")
    }
    close(descriptor)
    path = name.withUnsafeBufferPointer { String(decoding: $0.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self) }
  }

  deinit { unlink(path) }
}

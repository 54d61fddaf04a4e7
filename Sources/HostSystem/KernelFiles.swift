internal import Glibc

/// Reads the kernel's files about itself and its processes, in `/proc` and `/sys`.
///
/// The kernel generates such a file while it is read and reports its size as 0. So it is read to its end, with one
/// read(2) if it fits into the buffer.
package struct KernelFiles: Sendable {
  /// The root of the file system; tests put another folder here.
  private let root: String

  /// - Parameter root: a folder that stands for `/`; empty for the real one.
  package init(root: String = "") { self.root = root }

  /// The folder of the program that runs now, without a slash at its end; `.` if the kernel does not tell.
  package static var programFolder: String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = readlink("/proc/self/exe", &buffer, buffer.count)
    let path = String(decoding: buffer.prefix(max(0, length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  /// A file's whole text.
  ///
  /// - Throws: `SystemError` that names the file and the cause.
  package func contents(_ path: String) throws(SystemError) -> String {
    let descriptor = open(root + path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError("cannot read \(path)", systemError: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    // Most files fit into this buffer on the stack; then only the text is allocated.
    var failure: Int32 = 0
    withUnsafeTemporaryAllocation(byteCount: 8192, alignment: 1) { buffer in
      while true {
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        if count < 0 && errno == EINTR { continue }
        if count < 0 { failure = errno }
        guard count > 0 else { return }
        bytes.append(contentsOf: buffer[..<count])
      }
    }
    guard failure == 0 else { throw SystemError("cannot read \(path)", systemError: failure) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A file's text without surrounding white space; empty if it cannot be read. Containers hide much of `/proc` and
  /// `/sys`.
  package func text(_ path: String) -> String { ((try? contents(path)) ?? "").trimmed }

  /// The text after `key` and a colon, of the first line that starts with them; empty if there is none.
  package func value(of key: String, in path: String) -> String { Self.value(of: key, in: text(path)) }

  /// The words of the first line that starts with `word`, without it; empty if there is none.
  package func words(after word: String, in path: String) -> [Substring] {
    for line in text(path).split(separator: "\n") {
      let words = line.split(whereSeparator: \.isWhitespace)
      if words.first == word[...] { return Array(words.dropFirst()) }
    }
    return []
  }

  /// ``value(of:in:)`` in a text that has already been read.
  package static func value(of key: String, in text: String) -> String {
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 && parts[0].trimmed == key { return parts[1].trimmed }
    }
    return ""
  }

  /// The number at the start of ``value(of:in:)``, such as the KiB of `VmRSS:  1234 kB`; 0 if there is none.
  static func number(_ key: String, in text: String) -> Int {
    value(of: key, in: text).split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) } ?? 0
  }
}

/// A file of the kernel that could not be read, or a system call that failed.
package struct SystemError: Error, Equatable, CustomStringConvertible {
  /// What was attempted, such as `cannot read /proc/self/status`.
  package var context: String
  /// The errno of the system call that failed.
  package var systemError: Int32

  package init(_ context: String, systemError: Int32) {
    self.context = context
    self.systemError = systemError
  }

  package var description: String { "\(context): \(String(cString: strerror(systemError)))" }
}

extension StringProtocol {
  /// Without white space and line breaks at both ends.
  fileprivate var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else {
      return ""
    }
    return String(self[first...last])
  }
}

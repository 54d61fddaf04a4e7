import ArgumentParser
import Glibc

/// What can be told about a file before anything starts.
enum PagesFile {
  /// - Throws: `ValidationError` that names the file and the cause.
  static func checkReadable(_ path: String, option: String) throws {
    var status = stat()
    guard stat(path, &status) == 0, access(path, R_OK) == 0 else {
      throw ValidationError("\(option) \(path) cannot be read: \(String(cString: strerror(errno))).")
    }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw ValidationError("\(option) \(path) is a folder, not a file.")
    }
  }
}

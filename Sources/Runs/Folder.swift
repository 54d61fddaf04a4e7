import Foundation
import TextFormats

/// System calls on a folder. Foundation's say neither which folder failed nor, on Linux, why.
enum Folder {
  /// Makes a folder and those above it, where they do not exist yet.
  static func make(_ path: String) throws(FileError) {
    var prefix = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      prefix += part
      if mkdir(prefix, 0o755) != 0 {
        let cause = errno
        guard isFolder(prefix) else { throw FileError("make the folder", prefix, errno: cause) }
      }
      prefix += "/"
    }
  }

  /// The names of what is in it, sorted.
  static func contents(_ path: String) throws(FileError) -> [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw FileError("list the folder", path)
    }
    return names.sorted()
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

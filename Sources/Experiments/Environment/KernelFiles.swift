import Foundation

/// What the kernel tells in `/proc` and `/sys`. Whatever is missing there is empty here: containers hide much of it.
struct KernelFiles: Sendable {
  /// Where the root of the file system is; elsewhere than `/` in tests.
  var root = ""

  /// A file's text without surrounding white space.
  func text(_ path: String) -> String {
    // Files in /proc say that they are empty, so they are read to their end rather than by their size.
    guard let handle = FileHandle(forReadingAtPath: root + path) else { return "" }
    defer { try? handle.close() }
    let data = (try? handle.readToEnd()) ?? Data()
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// What stands behind `key` and a colon at the start of a line; the first if there are several.
  func value(of key: String, in path: String) -> String {
    for line in text(path).split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 && parts[0].trimmingCharacters(in: .whitespaces) == key {
        return parts[1].trimmingCharacters(in: .whitespaces)
      }
    }
    return ""
  }

  /// The words of the first line that starts with `word`, without it.
  func words(after word: String, in path: String) -> [Substring] {
    for line in text(path).split(separator: "\n") {
      let words = line.split(whereSeparator: \.isWhitespace)
      if words.first == word[...] { return Array(words.dropFirst()) }
    }
    return []
  }
}

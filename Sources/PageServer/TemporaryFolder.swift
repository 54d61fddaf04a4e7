import FoundationEssentials
import Glibc

/// A new folder that only this user can enter, until it is removed.
package struct TemporaryFolder: Sendable {
  package let path: String

  /// - Parameter prefix: what its name begins with.
  package init(prefix: String) throws(PageServerError) {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var name = Array("\(parent)/\(prefix).XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else {
      throw PageServerError(code: .file, context: "cannot make a folder in \(parent)", systemError: errno)
    }
    path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The path of a file in it, whether or not there is one.
  package func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Removes it with everything in it.
  package func remove() { try? FileManager.default.removeItem(atPath: path) }
}

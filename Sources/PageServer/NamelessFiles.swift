import Glibc
import HostSystem
import Synchronization

/// Files in memory that have no name in any folder, until they are removed or the process ends, however it ends.
///
/// Other processes of this user can open them by their paths meanwhile.
package final class NamelessFiles: Sendable {
  private let files = Mutex<[String: NamelessFile]>([:])
  private let prefix: String

  /// - Parameter prefix: what the files' labels in `/proc/PID/fd` begin with.
  package init(prefix: String) { self.prefix = prefix }

  /// The path of a file, which is empty at first.
  ///
  /// - Throws: `PageServerError` if no descriptor is left.
  package func file(_ name: String) throws(PageServerError) -> String {
    try files.withLock { (files) throws(PageServerError) in
      if let file = files[name] { return file.path }
      let file: NamelessFile
      do throws(SystemError) { file = try NamelessFile("\(prefix) \(name)") } catch {
        throw PageServerError(code: .file, context: "cannot make a file in memory", underlying: error)
      }
      files[name] = file
      return file.path
    }
  }

  /// Removes all files.
  package func remove() { files.withLock { $0 = [:] } }
}

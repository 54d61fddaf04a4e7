import Glibc
import HostSystem
import Synchronization

/// Files in memory that have no name in any folder, until they are removed or the process ends, however it ends.
///
/// Other processes of this user can open them by their paths meanwhile.
package final class TemporaryFolder: Sendable {
  private let files = Mutex<[String: NamelessFile]>([:])
  private let prefix: String

  /// - Parameter prefix: what the files' labels in `/proc/PID/fd` begin with.
  package init(prefix: String) throws(PageServerError) { self.prefix = prefix }

  /// The path of a file, which is empty at first.
  ///
  /// If no descriptor is left, opening the path fails.
  package func file(_ name: String) -> String {
    files.withLock { files in
      if let file = files[name] { return file.path }
      guard let file = try? NamelessFile("\(prefix) \(name)") else { return "/proc/self/fd/none" }
      files[name] = file
      return file.path
    }
  }

  /// Removes all files.
  package func remove() { files.withLock { $0 = [:] } }
}

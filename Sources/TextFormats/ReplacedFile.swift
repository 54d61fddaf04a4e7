internal import Foundation
internal import HostSystem

/// A file that is replaced as a whole: whenever it is read, it is either the old or the new one.
package enum ReplacedFile {
  /// Writes the text to a file beside it, waits until that is on disk, and renames it.
  ///
  /// - Throws: ``FileError`` with the cause. The old file is then as it was, and nothing stays beside it.
  package static func write(_ text: String, to path: String) throws(FileError) {
    let new = path + ".new"
    // What a crash left, or a FIFO that would be waited for.
    unlink(new)
    let descriptor = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError("write to", path) }
    do throws(FileError) {
      defer { close(descriptor) }
      do throws(DescriptorOutput.Failure) {
        try DescriptorOutput.write(Array(text.utf8), to: descriptor)
      } catch {
        throw FileError("write to", path, errno: error.code)
      }
      guard fsync(descriptor) == 0, rename(new, path) == 0 else { throw FileError("write to", path) }
    } catch {
      unlink(new)
      throw error
    }
  }
}

import Foundation
import HostSystem
package import TextFormats

/// The right of one process to write into a folder. It ends with the value, and in any case with the process.
///
/// It is a lock of flock(2) on the folder itself: no file is left behind, a killed process holds it no longer, and
/// child processes do not inherit it. It holds between the processes of one machine; file systems of a network do not
/// pass on locks of folders.
package final class FolderLock: Sendable {
  private let descriptor: Int32
  private let path: String
  /// The folders that did not exist before, the outermost first.
  private let made: [String]

  /// Locks a folder that exists and can be written into.
  ///
  /// - Throws: ``TextFormats/FileError``; it names the process that holds the lock, if another one does.
  package convenience init(_ path: String) throws(FileError) { try self.init(path, made: []) }

  /// Makes a folder with its missing parents and locks it.
  package convenience init(making path: String) throws(FileError) {
    let made = try Folder.make(path)
    do throws(FileError) { try self.init(path, made: made) } catch {
      Self.remove(made)
      throw error
    }
  }

  private init(_ path: String, made: [String]) throws(FileError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError("open the folder", path) }
    do throws(FileError) {
      guard access(path, W_OK | X_OK) == 0 else { throw FileError("write into the folder", path) }
      if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
        guard errno == EWOULDBLOCK else { throw FileError("lock the folder", path) }
        let holder = Self.holder(descriptor) ?? "another process"
        throw FileError("write into the folder", path, cause: "\(holder) is writing into it")
      }
    } catch {
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
    self.path = path
    self.made = made
  }

  deinit { close(descriptor) }

  /// Removes the folders that were made for this lock, as far as they are empty.
  func removeUnused() { Self.remove(made) }

  private static func remove(_ folders: [String]) {
    for folder in folders.reversed() { rmdir(folder) }
  }

  /// The process that holds the lock, as /proc/locks (proc_locks(5)) has it; nil if it does not say.
  private static func holder(_ descriptor: Int32) -> String? {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    let files = KernelFiles()
    for line in files.text("/proc/locks").split(separator: "\n") {
      // 1: FLOCK  ADVISORY  WRITE 4711 08:01:131074 0 EOF
      let words = line.split(separator: " ")
      guard words.count >= 6, words[1] == "FLOCK", let process = Int(words[4]), process > 0,
        words[5].split(separator: ":").last.flatMap({ UInt($0) }) == UInt(status.st_ino)
      else { continue }
      let name = files.text("/proc/\(process)/comm")
      return name.isEmpty ? "process \(process)" : "process \(process) (\(name))"
    }
    return nil
  }
}

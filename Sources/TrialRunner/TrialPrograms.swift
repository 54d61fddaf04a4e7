import Glibc
import HostSystem

/// An executable file to start as a process.
package struct Program: Sendable, Equatable {
  /// The name in messages.
  package var name: String
  /// The path of the executable file.
  package var path: String

  package init(name: String, path: String) {
    self.name = name
    self.path = path
  }

  /// - Throws: ``TrialRunError`` that names the path if there is no executable file.
  func check() throws(TrialRunError) {
    var status = stat()
    let isFolder = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    guard access(path, X_OK) == 0, !isFolder else {
      let cause = isFolder ? "it is a folder" : String(cString: strerror(errno))
      throw TrialRunError(.programMissing, name, "is not at \(path) (\(cause)); 'swift build -c release' makes it")
    }
  }
}

/// The two programs that run a trial.
package struct TrialPrograms: Sendable, Equatable {
  /// Runs a trial's units.
  package var worker: Program
  /// Serves a trial's pages.
  package var server: Program

  /// The programs at the given paths.
  ///
  /// - Parameters:
  ///   - worker: path of a worker, in any language, that speaks the protocol; nil: `harness-worker` in the folder of
  ///     the running program.
  ///   - server: path of a page server; nil: `page-server` in the same folder.
  package init(worker: String? = nil, server: String? = nil) {
    let folder = KernelFiles.programFolder
    self.worker = Program(name: "harness-worker", path: worker ?? "\(folder)/harness-worker")
    self.server = Program(name: "page-server", path: server ?? "\(folder)/page-server")
  }

  /// Checks before the first trial that both can be executed.
  ///
  /// - Throws: ``TrialRunError`` that names the program and the path without an executable file.
  package func check() throws(TrialRunError) {
    try worker.check()
    try server.check()
  }
}

import Glibc

/// An executable file to start as a process.
package struct Program: Sendable, Equatable {
  /// What messages call it.
  package var name: String
  package var path: String

  package init(name: String, path: String) {
    self.name = name
    self.path = path
  }

  /// - Throws: `TrialRunError` that names the path where nothing can be executed.
  func check() throws(TrialRunError) {
    guard access(path, X_OK) == 0 else {
      let cause = String(cString: strerror(errno))
      throw TrialRunError(.programMissing, name, "is not at \(path) (\(cause)); 'swift build -c release' makes it")
    }
  }
}

/// The two programs that a trial is made of.
package struct TrialPrograms: Sendable, Equatable {
  package var worker: Program
  package var server: Program

  /// Where they are built: in the folder of the program that runs now.
  ///
  /// - Parameters:
  ///   - worker: path of another worker, in any language, that speaks the same protocol.
  ///   - server: path of another page server.
  package init(worker: String? = nil, server: String? = nil) {
    let folder = Self.ownFolder
    self.worker = Program(name: "harness-worker", path: worker ?? "\(folder)/harness-worker")
    self.server = Program(name: "page-server", path: server ?? "\(folder)/page-server")
  }

  /// Finds out before the first trial what would fail each of them.
  ///
  /// - Throws: ``TrialRunError`` that names the program and the path where nothing can be executed.
  package func check() throws(TrialRunError) {
    try worker.check()
    try server.check()
  }

  private static var ownFolder: String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = readlink("/proc/self/exe", &buffer, buffer.count)
    let path = String(decoding: buffer.prefix(max(0, length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }
}

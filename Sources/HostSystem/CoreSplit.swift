internal import CLinux
internal import Glibc

/// Which cores the page server gets and which the worker: the same for every strategy, so that none is slowed down by a
/// server that happens to run beside it.
package struct CoreSplit: Sendable, Codable, Equatable {
  /// Numbers of cores, as taskset(1) has them.
  package var server: [Int]
  package var worker: [Int]

  package init(server: [Int], worker: [Int]) {
    self.server = server
    self.worker = worker
  }

  /// The last cores for the server: half of them, and four at most, which is more than any strategy keeps busy.
  ///
  /// - Parameter allowed: the cores that the harness may use. With fewer than four there is nothing to split: client and
  ///   server share them, and what they do at once is left to the kernel.
  package init?(allowed: [Int]) {
    guard allowed.count >= 4 else { return nil }
    let count = min(4, allowed.count / 2)
    self.init(server: Array(allowed.suffix(count)), worker: Array(allowed.dropLast(count)))
  }

  /// How many cores this process may run on (sched_getaffinity(2)).
  package static var allowedCores: Int { Int(clinux_allowed_cores()) }

  /// The split of what this process may use; nil where there is nothing to split, or no taskset(1) to do it.
  package static func current() -> CoreSplit? {
    guard taskset != nil else { return nil }
    return CoreSplit(allowed: cores(inList: KernelFiles().value(of: "Cpus_allowed_list", in: "/proc/self/status")))
  }

  /// Reads a list such as `0-3,8`, as the kernel writes it; what is none has no cores.
  package static func cores(inList text: String) -> [Int] {
    text.split(separator: ",").flatMap { part -> [Int] in
      let ends = part.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last, first <= last else { return [] }
      return Array(first...last)
    }
  }

  /// What pins a program: it sets its own affinity mask and becomes the program, so no thread is ever elsewhere.
  package static let taskset = ["/usr/bin/taskset", "/bin/taskset"].first { (path: String) in access(path, X_OK) == 0 }
}

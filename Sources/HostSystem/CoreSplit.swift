internal import CLinux
internal import Glibc

/// Which cores the page server gets and which the worker.
///
/// The same for every strategy, so that the server does not take time from some strategies and not from others.
package struct CoreSplit: Sendable, Codable, Equatable {
  /// Cores of the page server, numbered from 0 as taskset(1) does.
  package var server: [Int]
  /// Cores of the worker, numbered alike.
  package var worker: [Int]

  package init(server: [Int], worker: [Int]) {
    self.server = server
    self.worker = worker
  }

  /// Gives the last cores to the server: half of them, at most four. No strategy keeps more than four busy.
  ///
  /// - Parameter allowed: the cores that the harness may use. Nil if there are fewer than four: worker and server then
  ///   share them, and the kernel schedules both.
  package init?(allowed: [Int]) {
    guard allowed.count >= 4 else { return nil }
    let count = min(4, allowed.count / 2)
    self.init(server: Array(allowed.suffix(count)), worker: Array(allowed.dropLast(count)))
  }

  /// How many cores this process may run on (sched_getaffinity(2)).
  package static var allowedCores: Int { Int(clinux_allowed_cores()) }

  /// The split of the cores that this process may use; nil if there are fewer than four, or no taskset(1).
  package static func current() -> CoreSplit? {
    guard taskset != nil else { return nil }
    return CoreSplit(allowed: cores(inList: KernelFiles().value(of: "Cpus_allowed_list", in: "/proc/self/status")))
  }

  /// Reads a list of cores as the kernel writes it, such as `0-3,8`; parts that are no numbers or ranges are left out.
  package static func cores(inList text: String) -> [Int] {
    text.split(separator: ",").flatMap { part -> [Int] in
      let ends = part.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last, first <= last else { return [] }
      return Array(first...last)
    }
  }

  /// The path of taskset(1), nil if it is missing. It sets its own affinity and then executes the program (execve(2)),
  /// so that no thread of the program ever runs on another core.
  package static let taskset = ["/usr/bin/taskset", "/bin/taskset"].first { (path: String) in access(path, X_OK) == 0 }
}

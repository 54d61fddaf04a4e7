import Experiments
import Foundation
import HostSystem
import MachineWatch
import TextFormats

/// `harness environment --watch`: one line per second about what a run would wait for.
struct EnvironmentWatch {
  let format: ListingFormat
  private static let interval = Duration.seconds(1)

  /// Shows lines until the task is cancelled.
  ///
  /// - Throws: `SystemError` if the system refuses a thread; errors of standard output.
  func run() async throws {
    let watcher = MachineWatcher(CoreProbe(pageBytes: Machine.computingPageBytes))
    var lines = 0
    while !Task.isCancelled {
      guard (try? await Task.sleep(for: Self.interval)) != nil else { return }
      let state = try await watcher.look()
      switch format {
      case .text:
        if lines.isMultiple(of: 20) { try StandardOutput.write(Self.heading) }
        try StandardOutput.write(Self.line(state))
      case .json:
        let object = Dictionary(state.facts.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
          .merging(["obstacle": state.obstacle ?? ""]) { first, _ in first }
        try StandardOutput.write(try PrettyJSON.line(object) + "\n")
      }
      lines += 1
    }
  }

  private static let titles = ["time", "load", "pressure", "others", "stolen", "obtained", "delivered", "cores, MB/s"]
  private static let widths = [8, 6, 8, 6, 6, 8, 9, 14]
  private static var heading: String { row(titles) + "  quiet?\n" }

  private static func line(_ state: MachineState) -> String {
    func number(_ value: Double?) -> String { value.map(NumberText.number) ?? "–" }
    let cores = state.speeds.cores
    let speeds = cores.prefix(4).map { String(Int(($0.together / 1e6).rounded())) } + (cores.count > 4 ? ["…"] : [])
    let time = Date().formatted(
      .iso8601.time(includingFractionalSeconds: false).timeSeparator(.colon))
    return row([
      time, number(state.loadAverage), number(state.pressure), number(state.others), number(state.stolen),
      number(state.coresObtained), number(state.speeds.delivered),
      speeds.joined(separator: " "),
    ]) + "  \(state.obstacle.map { "no: \($0)" } ?? "yes")\n"
  }

  private static func row(_ cells: [String]) -> String {
    zip(cells, widths).map { cell, width in
      String(repeating: " ", count: max(0, width - cell.count)) + cell
    }.joined(separator: "  ")
  }
}

import Foundation
import Strategies
import Trial
import TrialRunner
import Workload

/// A worker as a shell script, which speaks the worker protocol or violates it: any program can be a worker.
struct FakeProgram: Sendable {
  let path: String

  /// - Parameter body: runs with the functions of ``vocabulary``.
  init(_ body: String) throws {
    path = Self.folder.appending(path: UUID().uuidString).path
    try Data("#!/bin/sh\n\(Self.vocabulary)\n\(body)\n".utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  /// The folder of all scripts, removed when the tests end.
  private static let folder: URL = {
    let folder = FileManager.default.temporaryDirectory.appending(path: "fake-programs-\(getpid())")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(at: FakeProgram.folder) }
    return folder
  }()

  /// Whether the process that runs the script still exists; false before it has written its process number.
  var isRunning: Bool {
    guard let text = try? String(contentsOfFile: path + ".pid", encoding: .utf8), let number = Int32(text) else {
      return false
    }
    return kill(number, 0) == 0
  }

  /// The steps of a worker as shell functions. A row is 56 bytes: duration 1 ms, no body, status 200.
  private static let vocabulary = #"""
    printf %s $$ > "$0.pid"
    hello() { printf '{"hello":{"version":%s,"client":"a shell","processIdentifier":%s}}\n' "${1:-1}" $$; }
    hear_plan() {
      IFS= read -r plan
      file=$(printf %s "$plan" | sed 's/.*"unitsFile":"\([^"]*\)".*/\1/')
    }
    ready() { printf '{"ready":{"warmUpFailures":%s}}\n' "${1:-0}"; }
    hear() { IFS= read -r heard; }
    unit() { printf '{"unit":{"unit":%s,"seconds":0.5,"httpStatus":200,"bytes":0}}\n' "$1"; }
    zeros() { head -c "$1" /dev/zero; }
    # row FAULT TIMES_ENDED, both as three octal digits
    row() {
      if [ "$2" = 000 ]; then zeros 56; return; fi
      zeros 16; printf '\100\102\017'; zeros 5; zeros 12
      printf '\310\000'; printf "\\$1"; printf "\\$2"; zeros 16
    }
    # record UNITS_ENDED UNITS_SUCCEEDED [FAULTS]
    record() {
      printf '{"record":{"startUnixNanoseconds":0,"startMonotonicNanoseconds":0,"runtimeNanoseconds":%s,' \
        "${runtime:-2000000}"
      printf '"usage":{"userNanoseconds":0,"systemNanoseconds":0,"voluntarySwitches":0,"involuntarySwitches":0,'
      printf '"minorFaults":0,"majorFaults":0},"peakResidentKiB":0,"residentAtBarrierKiB":0,"threadsAtBarrier":1,'
      printf '"unitsEnded":%s,"unitsSucceeded":%s,"unitsRepeated":0,"bytesReceived":0,"connectionsOpened":0,' "$1" "$2"
      printf '"faults":{%s},"failures":[]}}\n' "$3"
    }
    """#

  /// All steps up to the barrier.
  static let untilGo = "hello; hear_plan; ready; hear"

  /// A trial of two units in which nothing goes wrong.
  static let good = "\(untilGo); { row 000 001; row 000 001; } > \"$file\"; record 2 2"
}

/// Runs trials against a fake worker.
func runner(worker: FakeProgram, timeouts: Timeouts = .ample) -> ProcessTrialRunner {
  ProcessTrialRunner(programs: TrialPrograms(worker: worker.path, server: "/nonexistent"), timeouts: timeouts)
}

extension Timeouts {
  /// Long enough for a shell on a busy machine, short enough for a test's time limit.
  static var ample: Timeouts {
    var timeouts = Timeouts()
    timeouts.start = .seconds(30)
    timeouts.slack = .seconds(30)
    timeouts.leave = .seconds(30)
    timeouts.stop = .seconds(30)
    return timeouts
  }

  /// For tests in which a timeout must expire.
  static var scant: Timeouts {
    var timeouts = Timeouts()
    timeouts.start = .milliseconds(300)
    timeouts.slack = .milliseconds(300)
    timeouts.leave = .milliseconds(300)
    timeouts.stop = .milliseconds(300)
    return timeouts
  }
}

extension TrialRequest {
  /// Two units that a fake worker can do.
  static func twoUnits(reportsUnits: Bool = false, expecting faults: Set<String> = []) -> TrialRequest {
    TrialRequest(
      plan: TrialPlan(
        strategy: .taskGroup, pages: [Page(name: "a", url: "http://127.0.0.1/")], units: 2, concurrency: 2,
        timeoutSeconds: 0.1, reportsUnits: reportsUnits),
      checks: TrialChecks(expectedFaults: faults))
  }
}

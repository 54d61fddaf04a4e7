import Trial
import Workload

/// Everything that every trial is measured by, whatever its experiment.
package enum TrialMetrics {
  /// - Parameter result: a trial that came back, void or not.
  package static func measurements(of result: TrialResult) -> [Measurement] {
    let record = result.record
    let runtime = Double(record.runtimeNanoseconds) / 1e9
    let ended = record.unitsEnded
    var all = [Measurement(.runtime, runtime, count: ended)]
    all += units(result.rows, runtime: runtime)
    all += usage(record)
    all += HeartbeatMetrics.measurements(of: record)
    all += [
      Measurement(.residentPeak, Double(record.peakResidentKiB) * 1024),
      Measurement(.residentAtBarrier, Double(record.residentAtBarrierKiB) * 1024),
      Measurement(.threadsPeak, Double(result.threadsPeak)),
      Measurement(.threadsAtBarrier, Double(record.threadsAtBarrier)),
      Measurement(.connectionsOpened, Double(record.connectionsOpened), count: ended),
      Measurement(.bytesReceived, Double(record.bytesReceived), count: ended),
      Measurement(.errors, Double(ended - record.unitsSucceeded), count: ended),
    ]
    if runtime > 0 { all.append(Measurement(.throughput, Double(record.unitsSucceeded) / runtime, count: ended)) }
    if let server = result.server {
      all.append(Measurement(.serverCPU, server.cpuUserSeconds + server.cpuSystemSeconds, count: server.requests))
      all.append(Measurement(.inFlightPeak, Double(server.peakInFlight), count: server.requests))
    }
    return all
  }

  private static func units(_ rows: [UnitRow], runtime: Double) -> [Measurement] {
    let sorted = rows.filter { $0.timesEnded > 0 }.map(\.durationNanoseconds).sorted()
    guard let longest = sorted.last else { return [] }
    let count = sorted.count
    let cumulative = sorted.reduce(0.0) { $0 + Double($1) / 1e9 }
    let slowest = Double(longest) / 1e9
    var all = [
      Measurement(.cumulative, cumulative, count: count),
      Measurement(.slowest, slowest, count: count),
      Measurement(.latency, "mean", cumulative / Double(count), count: count),
      Measurement(.latency, "max", slowest, count: count),
    ]
    for quantile in Quantile.allCases where quantile.isSupported(by: count) {
      let value = Double(quantile.value(ofSorted: sorted)) / 1e9
      all.append(Measurement(.latency, quantile.name, value, count: count))
    }
    if runtime > 0 { all.append(Measurement(.overlap, cumulative / runtime, count: count)) }
    if slowest > 0 { all.append(Measurement(.runtimePerSlowest, runtime / slowest, count: count)) }
    return all
  }

  private static func usage(_ record: TrialRecord) -> [Measurement] {
    let usage = record.usage
    let user = Double(usage.userNanoseconds) / 1e9
    let system = Double(usage.systemNanoseconds) / 1e9
    let ended = record.unitsEnded
    var all = [
      Measurement(.cpuUser, user, count: ended),
      Measurement(.cpuSystem, system, count: ended),
      Measurement(.switchesVoluntary, Double(usage.voluntarySwitches), count: ended),
      Measurement(.switchesInvoluntary, Double(usage.involuntarySwitches), count: ended),
      Measurement(.faultsMinor, Double(usage.minorFaults), count: ended),
      Measurement(.faultsMajor, Double(usage.majorFaults), count: ended),
    ]
    if ended > 0 { all.append(Measurement(.cpuPerUnit, (user + system) / Double(ended), count: ended)) }
    return all
  }
}

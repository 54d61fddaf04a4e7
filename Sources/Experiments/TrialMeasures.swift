import HostSystem
import PageProtocol
import Statistics
package import Trial

/// The measurements that every trial has, whatever its experiment.
package struct TrialMeasures: Sendable {
  /// One number per quantity, in result files' order.
  package let measurements: [Measurement]
  /// The durations of all units: one histogram in a closed loop, three in an open one.
  package let histograms: [LatencyHistogram]

  /// - Parameter result: a trial that ended, valid or not.
  package init(of result: TrialResult) {
    let record = result.record
    // Of a trial in turns, what was measured is the windows; all of its units would have taken as long at that pace.
    let measured = record.measured
    let ended = record.unitsEnded
    let whole = measured.units == ended ? 1 : Double(ended) / Double(measured.units)
    let runtime = Double(measured.nanoseconds) / 1e9 * whole
    let openLoop = OpenLoopTimes(result.rows, end: record.startMonotonicNanoseconds + record.runtimeNanoseconds)
    let durations = Self.durations(of: result, openLoop)
    var all = [Measurement(.runtime, runtime, count: ended)]
    all += Self.units(result.rows, runtime: runtime)
    for (metric, nanoseconds) in durations { all += Self.distribution(metric, nanoseconds) }
    all += openLoop?.measurements ?? []
    all += Self.usage(measured.usage, times: whole, units: ended)
    all += HeartbeatMetrics.measurements(of: record)
    all += WarmUpMetrics.measurements(of: result)
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
    if let idle = result.idle {
      all += [
        Measurement(.residentAdded, Double(record.peakResidentKiB - idle.residentKiB) * 1024),
        Measurement(.threadsAdded, Double(result.threadsPeak - idle.threads)),
      ]
    }
    if let server = result.server {
      all.append(Measurement(.serverCPU, server.cpuUserSeconds + server.cpuSystemSeconds, count: server.requests))
      all.append(Measurement(.inFlightPeak, Double(server.peakInFlight), count: server.requests))
      if let service = openLoop?.service, !service.isEmpty {
        let seconds = service.reduce(0.0) { $0 + Double($1) / 1e9 }
        let unseen = (seconds - server.inFlightSeconds) / Double(service.count)
        all.append(Measurement(.serviceUnseen, unseen, count: service.count))
      }
    }
    measurements = all
    histograms = durations.map { LatencyHistogram($0.metric, nanoseconds: $0.nanoseconds) }
  }

  /// The durations of units, in nanoseconds: the latency in a closed loop; response, service and lag in an open one.
  private static func durations(
    of result: TrialResult, _ openLoop: OpenLoopTimes?
  ) -> [(metric: Metric, nanoseconds: [Int64])] {
    if let times = openLoop {
      return [(.response, times.response), (.service, times.service), (.lag, times.lag)]
    }
    return [(.latency, Array(result.rows.lazy.filter { $0.timesEnded > 0 }.map(\.durationNanoseconds)))]
  }

  private static func distribution(_ metric: Metric, _ nanoseconds: [Int64]) -> [Measurement] {
    let sorted = nanoseconds.sorted()
    guard let longest = sorted.last else { return [] }
    let count = sorted.count
    let sum = sorted.reduce(0.0) { $0 + Double($1) / 1e9 }
    let quantiles = Quantile.allCases.filter { $0.isSupported(by: count) }.map { quantile in
      Measurement(metric, quantile.name, Double(quantile.value(ofSorted: sorted)) / 1e9, count: count)
    }
    return [
      Measurement(metric, "mean", sum / Double(count), count: count),
      Measurement(metric, "max", Double(longest) / 1e9, count: count),
    ] + quantiles
  }

  private static func units(_ rows: [UnitRow], runtime: Double) -> [Measurement] {
    let durations = rows.lazy.filter { $0.timesEnded > 0 }.map { Double($0.durationNanoseconds) / 1e9 }
    guard let slowest = durations.max() else { return [] }
    let count = durations.count
    let cumulative = durations.reduce(0, +)
    var all = [
      Measurement(.cumulative, cumulative, count: count),
      Measurement(.slowest, slowest, count: count),
    ]
    if runtime > 0 { all.append(Measurement(.overlap, cumulative / runtime, count: count)) }
    if slowest > 0 { all.append(Measurement(.runtimePerSlowest, runtime / slowest, count: count)) }
    return all
  }

  private static func usage(_ usage: ResourceUsage, times whole: Double, units ended: Int) -> [Measurement] {
    let user = Double(usage.userNanoseconds) / 1e9 * whole
    let system = Double(usage.systemNanoseconds) / 1e9 * whole
    var all = [
      Measurement(.cpuUser, user, count: ended),
      Measurement(.cpuSystem, system, count: ended),
    ]
    for (metric, number) in [
      (Metric.switchesVoluntary, usage.voluntarySwitches), (.switchesInvoluntary, usage.involuntarySwitches),
      (.faultsMinor, usage.minorFaults), (.faultsMajor, usage.majorFaults),
    ] {
      all.append(Measurement(metric, Double(number) * whole, count: ended))
    }
    if ended > 0 { all.append(Measurement(.cpuPerUnit, (user + system) / Double(ended), count: ended)) }
    return all
  }
}

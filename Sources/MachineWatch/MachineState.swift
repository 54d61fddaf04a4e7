package import HostSystem
internal import TextFormats

/// How busy the machine was with other things, during a moment in which this program measured nothing.
package struct MachineState: Sendable, Equatable {
  /// Threads that ran or wanted to, averaged over about a minute (proc_loadavg(5)); nil if the kernel does not tell. It
  /// still contains what this program itself did in that minute, so it decides nothing.
  package var loadAverage: Double?
  /// The share of the last ten seconds in which some thread of the machine waited for a core, 0 to 1 (PSI); nil if the
  /// kernel does not tell. Decides nothing, for the same reason.
  package var pressure: Double?
  /// How many cores other programs kept busy since the previous look (``ProcessorTimes``); nil if unknown.
  package var others: Double?
  /// How many cores' time the hypervisor took away since the previous look; nil if unknown.
  package var stolen: Double?
  /// The cores, as they computed at this look.
  package var speeds: CoreSpeeds

  package init(
    loadAverage: Double? = nil, pressure: Double? = nil, others: Double? = nil, stolen: Double? = nil,
    speeds: CoreSpeeds
  ) {
    self.loadAverage = loadAverage
    self.pressure = pressure
    self.others = others
    self.stolen = stolen
    self.speeds = speeds
  }

  /// How many cores a program that wants all of them gets.
  package var coresObtained: Double { speeds.obtained * Double(speeds.cores.count) }

  /// The share of the machine's cores that others may use while it still counts as quiet.
  package static let tolerance = 0.1
  /// The least share of the cores that a program gets on a quiet machine. Virtual machines whose neighbours compute
  /// give a little less than all of the time, for moments; that is scatter, which intervals show.
  package static let leastObtained = 0.8

  /// Why nothing should be measured now, as a clause; nil if the machine is quiet.
  package var obstacle: String? {
    let cores = Double(speeds.cores.count)
    if speeds.obtained < Self.leastObtained {
      return "a program that wants all \(speeds.cores.count) cores gets "
        + "\(NumberText.number(coresObtained)) of them"
    }
    if let others, let reason = Self.obstacle(others: others, cores: speeds.cores.count) { return reason }
    if let stolen, stolen > Self.tolerance * cores {
      return "the hypervisor takes away \(NumberText.number(stolen)) of \(speeds.cores.count) cores"
    }
    return nil
  }

  /// Why what was measured while other programs kept so many cores busy does not count, as a clause; nil if it does.
  package static func obstacle(others: Double, cores: Int) -> String? {
    guard others > tolerance * Double(cores) else { return nil }
    return "other programs use \(NumberText.number(others)) of \(cores) cores"
  }

  /// As recorded facts.
  package var facts: [Fact] {
    func fact(_ key: String, _ value: Double?) -> Fact { Fact(key, value?.csv ?? "") }
    return [
      fact("load_average_1min", loadAverage), fact("pressure_cpu_some_10s", pressure),
      fact("cores_used_by_others", others), fact("cores_stolen", stolen),
      fact("cores_obtained", coresObtained),
      fact("cores_delivered", speeds.delivered), fact("bytes_per_second_alone", speeds.alone),
    ] + speeds.cores.map { fact("bytes_per_second_core\($0.number)", $0.together) }
  }
}

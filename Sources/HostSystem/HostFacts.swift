import Foundation

/// One recorded fact about a machine, a run or a trial, such as `cpu_model`.
package struct Fact: Sendable, Equatable, Codable {
  /// Lower case, words joined by underscores.
  package var key: String
  /// Empty if it is unknown.
  package var value: String

  package init(_ key: String, _ value: String) {
    self.key = key
    self.value = value
  }
}

/// What `/proc` and `/sys` say about the machine and the limits of this process.
package enum HostFacts {
  /// All facts, in the order in which they are shown. Never fails: a fact that the machine does not provide is empty.
  package static func facts(_ files: KernelFiles = KernelFiles()) -> [Fact] {
    system(files) + processor(files) + clock(files) + limits(files)
  }

  private static func system(_ files: KernelFiles) -> [Fact] {
    let release = files.text("/etc/os-release").split(separator: "\n")
    let platform = release.first { $0.hasPrefix("PRETTY_NAME=") }?.dropFirst("PRETTY_NAME=".count)
    return [
      Fact("date", Date().formatted(.iso8601)),
      Fact("platform", platform?.trimmingCharacters(in: ["\""]) ?? ""),
      Fact("architecture", architecture),
      Fact("kernel", files.text("/proc/sys/kernel/osrelease")),
      Fact("hypervisor", hypervisor(files)),
      Fact("boot_time_unix", files.words(after: "btime", in: "/proc/stat").first.map(String.init) ?? ""),
      Fact("load_average", files.text("/proc/loadavg").split(separator: " ").prefix(3).joined(separator: " ")),
      Fact("memory_total", files.value(of: "MemTotal", in: "/proc/meminfo")),
      Fact("aslr", files.text("/proc/sys/kernel/randomize_va_space")),
    ]
  }

  private static func processor(_ files: KernelFiles) -> [Fact] {
    let cpu = "/sys/devices/system/cpu"
    let model = ["model name", "Model", "Hardware"].map { files.value(of: $0, in: "/proc/cpuinfo") }
    return [
      Fact("cpu_model", model.first { !$0.isEmpty } ?? ""),
      Fact("cores_usable", "\(CoreSplit.allowedCores)"),
      Fact("cores_online", "\(sysconf(Int32(_SC_NPROCESSORS_ONLN)))"),
      Fact("cpu_frequency_mhz", files.value(of: "cpu MHz", in: "/proc/cpuinfo")),
      Fact("cpu_frequency_max_khz", files.text("\(cpu)/cpu0/cpufreq/cpuinfo_max_freq")),
      Fact("cpu_governor", files.text("\(cpu)/cpu0/cpufreq/scaling_governor")),
      Fact("cpu_simultaneous_threads", files.text("\(cpu)/smt/active")),
      Fact("affinity", files.value(of: "Cpus_allowed_list", in: "/proc/self/status")),
      Fact("cgroup_cpu_limit", controlGroup(files, "cpu", "cpu.max", older: "cpu.cfs_quota_us")),
      Fact("cgroup_memory_limit", controlGroup(files, "memory", "memory.max", older: "memory.limit_in_bytes")),
      Fact("cgroup_threads_limit", controlGroup(files, "pids", "pids.max", older: "pids.max")),
    ]
  }

  private static func clock(_ files: KernelFiles) -> [Fact] {
    var resolution = timespec()
    let known = clock_getres(CLOCK_MONOTONIC, &resolution) == 0
    return [
      Fact("clock_source", files.text("/sys/devices/system/clocksource/clocksource0/current_clocksource")),
      Fact("clock_resolution_ns", known ? "\(resolution.tv_sec * 1_000_000_000 + resolution.tv_nsec)" : ""),
    ]
  }

  private static func limits(_ files: KernelFiles) -> [Fact] {
    [
      Fact("open_files_limit", "\(OpenFileLimit.highest)"),
      Fact("user_processes_limit", limit(files, "Max processes")),
      Fact("threads_limit", files.text("/proc/sys/kernel/threads-max")),
      Fact("memory_maps_limit", files.text("/proc/sys/vm/max_map_count")),
      Fact("port_range", files.text("/proc/sys/net/ipv4/ip_local_port_range").replacing("\t", with: "-")),
      Fact("listen_queue_limit", files.text("/proc/sys/net/core/somaxconn")),
    ]
  }

  private static func limit(_ files: KernelFiles, _ name: String) -> String {
    let line = files.text("/proc/self/limits").split(separator: "\n").first { $0.hasPrefix(name) }
    return line?.dropFirst(name.count).split(separator: " ").first.map(String.init) ?? ""
  }

  /// A limit of the process's own control group (cgroups(7)), of version 2 or else of version 1.
  private static func controlGroup(
    _ files: KernelFiles, _ controller: String, _ name: String, older: String
  ) -> String {
    var found = ""
    for line in files.text("/proc/self/cgroup").split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let path = parts[2] == "/" ? "" : parts[2]
      if parts[1].isEmpty {
        found = files.text("/sys/fs/cgroup\(path)/\(name)")
      } else if parts[1].split(separator: ",").contains(controller[...]) {
        found = files.text("/sys/fs/cgroup/\(controller)\(path)/\(older)")
      }
      if !found.isEmpty { return found }
    }
    return found
  }

  private static func hypervisor(_ files: KernelFiles) -> String {
    let named = files.text("/sys/hypervisor/type")
    if !named.isEmpty { return named }
    let product = files.text("/sys/class/dmi/id/product_name")
    let virtual = files.value(of: "flags", in: "/proc/cpuinfo").split(separator: " ").contains("hypervisor")
    return virtual ? (product.isEmpty ? "yes" : product) : product.isEmpty ? "" : "none (\(product))"
  }

  private static var architecture: String {
    #if arch(x86_64)
    "x86_64"
    #elseif arch(arm64)
    "arm64"
    #else
    ""
    #endif
  }
}

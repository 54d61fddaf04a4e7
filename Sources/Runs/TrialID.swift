/// A trial's name, unique in its run: `five-pages_c5_b1_p2`, with `_r2` at its end if its block is tried again.
enum TrialID {
  static func text(experiment: String, load: String, block: Int, position: Int, attempt: Int) -> String {
    "\(experiment)_\(load)_b\(block)_p\(position)" + (attempt == 1 ? "" : "_r\(attempt)")
  }

  /// The load's name in an id of which the other parts are known; nil if it has not got them.
  static func load(in id: String, experiment: String, block: String, position: String) -> String? {
    let prefix = experiment + "_"
    guard id.hasPrefix(prefix),
      let end = id.ranges(of: "_b\(block)_p\(position)").last?.lowerBound,
      let start = id.index(id.startIndex, offsetBy: prefix.count, limitedBy: end)
    else { return nil }
    return String(id[start..<end])
  }
}

/// The worker protocol: one JSON object a line, told apart by its only key.
///
///     worker  → {"hello": {"version": 1, …}}
///     harness → {"plan": {…}}
///     worker  → {"ready": {…}}            warmed up, waiting at the barrier
///     harness → {"go": {}}
///     worker  → {"unit": {…}} …           only if the plan asks for them
///     worker  → {"held": {…}}             only if units are held: all of them wait, and nothing moves
///     harness → {"release": {}}           they may go on
///     worker  → {"record": {…}}           then exits with 0
///
/// At any time the worker may say `{"failure": {"message": "…"}}` and exit, and the harness `{"cancel": {}}`; the end of
/// its standard input tells the worker to exit at once. Any program that speaks this is a strategy.
package enum WorkerMessage: Sendable, Equatable {
  case hello(Hello)
  case ready(Ready)
  case unit(UnitReport)
  case held(Held)
  case record(TrialRecord)
  case failure(Failure)

  package struct Hello: Sendable, Codable, Equatable {
    /// The protocol's version; this one is 1.
    package var version: Int
    /// What transfers the pages, such as `libcurl/7.88.1 OpenSSL/3.0.19`.
    package var client: String
    package var processIdentifier: Int32

    package static let currentVersion = 1

    package init(client: String, processIdentifier: Int32, version: Int = currentVersion) {
      self.version = version
      self.client = client
      self.processIdentifier = processIdentifier
    }
  }

  package struct Ready: Sendable, Codable, Equatable {
    /// Warm-up units that failed, with the first cause.
    package var warmUpFailures: Int
    package var firstWarmUpFailure: String?

    package init(warmUpFailures: Int = 0, firstWarmUpFailure: String? = nil) {
      self.warmUpFailures = warmUpFailures
      self.firstWarmUpFailure = firstWarmUpFailure
    }
  }

  package struct Held: Sendable, Codable, Equatable {
    /// How many units wait; fewer than the plan has where the system gave no more threads.
    package var units: Int

    package init(units: Int) { self.units = units }
  }

  package struct Failure: Sendable, Codable, Equatable {
    package var message: String

    package init(message: String) { self.message = message }
  }
}

package enum HarnessMessage: Sendable, Equatable {
  case plan(TrialPlan)
  case go
  /// Let units that are held go on.
  case release
  /// Stop what is in flight, start nothing more, and send the record.
  case cancel
}

/// One unit that ended, for whoever watches.
package struct UnitReport: Sendable, Codable, Equatable {
  package var unit: Int
  package var seconds: Double
  package var httpStatus: Int
  package var bytes: Int
  /// ``Fault/name``, or nil.
  package var fault: String?
  package var detail: String?

  package init(unit: Int, seconds: Double, httpStatus: Int, bytes: Int, fault: String?, detail: String?) {
    self.unit = unit
    self.seconds = seconds
    self.httpStatus = httpStatus
    self.bytes = bytes
    self.fault = fault
    self.detail = detail
  }
}

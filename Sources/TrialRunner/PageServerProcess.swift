import Foundation
import PageProtocol
import Trial
import Workload

/// A page server that runs for one trial.
struct PageServerProcess: Sendable {
  var request: ServerRequest
  var announcement: ServerAnnouncement
  var control: ControlConnection

  /// Scheme and authority of the URLs in a plan that stand for the trial's server, whose port is not known yet.
  static let placeholder = "http://page-server/"

  /// Starts a page server, calls `body` when it has announced its port, and ends it in any case.
  static func with<Value: Sendable>(
    _ request: ServerRequest, _ program: Program, on cores: [Int], _ timeouts: Timeouts,
    _ cancellation: CancellationRequest, _ standstill: Standstill,
    _ body: (PageServerProcess) async throws(TrialRunError) -> Value
  ) async throws(TrialRunError) -> Value {
    var arguments = ["--port", "0", "--threads", "\(request.threads)", "--exit-with-parent"]
    if request.tls { arguments.append("--tls") }
    if !request.names.isEmpty { arguments += ["--names", request.names.joined(separator: ",")] }
    return try await Child.run(
      program, arguments: arguments, cores: cores, cancellation: cancellation, standstill: standstill,
      leave: timeouts.leave
    ) {
      (child) async throws(TrialRunError) in
      let moment = "before it announced its port"
      let line = try await child.watchdog.during(timeouts.start, moment) { (_) async throws(TrialRunError) in
        try await child.line(moment)
      }
      let announcement = try ServerAnnouncement.checked(line, for: request, of: program)
      return try await body(
        PageServerProcess(
          request: request, announcement: announcement,
          control: ControlConnection(program: program.name, to: announcement, name: request.names.first)))
    }.value
  }

  /// The plan with this server's address in place of the placeholder.
  func complete(_ plan: TrialPlan) -> TrialPlan {
    var plan = plan
    let authority = "\(announcement.address):\(announcement.port)"
    func complete(_ page: Page) -> Page {
      guard page.url.hasPrefix(Self.placeholder) else { return page }
      var page = page
      page.url = "\(request.tls ? "https" : "http")://\(authority)/" + page.url.dropFirst(Self.placeholder.count)
      return page
    }
    plan.pages = plan.pages.map(complete)
    if let warmUp = plan.warmUp { plan.warmUp?.page = complete(warmUp.page) }
    if let page = plan.warmUpRounds?.page { plan.warmUpRounds?.page = complete(page) }
    plan.connectTo += request.names.map { "\($0):\(request.tls ? 443 : 80):\(authority)" }
    if let caFile = announcement.caFile { plan.caFile = caFile }
    return plan
  }
}

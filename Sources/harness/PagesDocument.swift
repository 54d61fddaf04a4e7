import Foundation
import TextFormats
import Trial
import Workload

/// Everything, as one JSON document.
struct PagesDocument: Encodable {
  var schemaVersion = 1
  var runs: [Run]

  /// One strategy's run.
  struct Run: Encodable {
    var summary: PagesSummary
    /// nil where only the summary was asked for.
    var pages: [PageResult]?
  }

  /// One page.
  struct PageResult: Encodable {
    var name: String
    var url: String
    var seconds: Double
    var status: Int
    var bytes: Int
    var fault: String?
    var detail: String?

    init(_ report: UnitReport, _ page: Page) {
      name = page.name
      url = page.url
      seconds = report.seconds
      status = report.httpStatus
      bytes = report.bytes
      fault = report.fault
      detail = report.detail
    }
  }

  /// With a line break at its end. Fails only on numbers that JSON does not have.
  var text: String {
    get throws {
      return try PrettyJSON.text(self, keys: .convertToSnakeCase) + "\n"
    }
  }
}

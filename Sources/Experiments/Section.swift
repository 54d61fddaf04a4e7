/// One heading of the article; its experiments belong to it.
package struct Section: Sendable, Hashable {
  /// What the command line calls it.
  package let name: String
  package let title: String

  package static let blocking = Section(name: "blocking", title: "The problem: blocking")
  package static let async = Section(name: "async", title: "A solution: async")
  package static let parallelism = Section(name: "parallelism", title: "Async/await & parallelism")
  package static let threads = Section(name: "threads", title: "How threads differ")
}

import Curl
import PageProtocol
import TestBench
import Testing

@Suite("What is shown has no credentials", .timeLimit(.minutes(1)))
struct ShownTests {
  init() throws { try startCurl() }

  @Test(
    "of a URL",
    arguments: [
      ("http://user:s3cret@host/path?a=b#c", "http://host/path?a=b#c"), ("http://user@host/", "http://host/"),
      ("user:s3cret@host/x", "host/x"), ("http://u:p%40s3cret@host:8080/", "http://host:8080/"),
      ("HTTPS://:s3cret@HOST", "HTTPS://HOST"), ("ftp://u:s3cret@host/", "ftp://host/"),
      // No URLs to libcurl, so that it is not certain what the password is.
      ("http://user:p@s3cret@host/", "http://host/"), ("http://user:s3/cret@host/", "http://host/"),
      ("http://user:s3#cret@host/@x", "http://x"), ("user:s3cret@host@", ""),
      ("user:s3://cret@a://b@host", "host"), ("http://http://user:s3cret@host/", "http://http://host/"),
      ("http://host/?next=http://user:s3cret@host/", "http://host/?next=http://host/"),
      ("http://user:s3cret%40ho st/", "http://ho st/"), ("http://user:s3cret＠ho st/", "http://ho st/"),
      ("http://h/?next=http%3A%2F%2Fuser%3As3cret%40h%2F&a=b", "http://h/?next=***&a=b"),
      // Without credentials, as they are.
      ("http://host/a%40b?mail=a%40b", "http://host/a%40b?mail=a%40b"), ("http://bücher/", "http://bücher/"),
      ("http://host/@user/x@y?mail=a@b#x@y", "http://host/@user/x@y?mail=a@b#x@y"), ("not a URL", "not a URL"),
      ("http://not a host/", "http://not a host/"), ("host?x@y", "host?x@y"), ("", ""),
      // Secret parameters.
      ("http://host/?token=s3cret&page=2", "http://host/?token=***&page=2"),
      ("http://host/?page=2;Access-Token=s3cret", "http://host/?page=2;Access-Token=***"),
      ("http://host/a;password=s3cret/b?pw=s3cret&otp=s3cret", "http://host/a;password=***?pw=***&otp=***"),
      ("http://host/?SAMLResponse=s3cret&ticket=s3cret", "http://host/?SAMLResponse=***&ticket=***"),
      ("http://host/x?api_key=s3cret&X-Amz-Signature=s3cret", "http://host/x?api_key=***&X-Amz-Signature=***"),
      ("http://host/?pass%77ord=s3cret#id_token=s3cret&x=1", "http://host/?pass%77ord=***#id_token=***&x=1"),
      (
        "http://host/?delay=60s&monkeys=3&keyboard=de&author=x", "http://host/?delay=60s&monkeys=3&keyboard=de&author=x"
      ),
    ])
  func urls(_ url: String, _ shown: String) { #expect(Shown.url(url) == shown) }

  @Test(
    "of a message",
    arguments: [
      ("Could not resolve host: host", "Could not resolve host: host"),
      ("Unsupported proxy syntax in 'http://u:s3cret@[host'", "Unsupported proxy syntax in '***@[host'"),
      ("Unsupported proxy syntax in 'u:s3 cret@[host'", "Unsupported proxy syntax in '***@[host'"),
      ("Could not resolve proxy: u:s3cret@host", "Could not resolve proxy: ***@host"),
      ("bad URL http://u:s3 cr@et@host now", "bad URL http://***@host now"),
    ])
  func messages(_ message: String, _ shown: String) { #expect(Shown.message(message) == shown) }

  @Test(
    "of a message that quotes an argument",
    arguments: [
      ("cannot read '/home/ann@corp/run'", "/home/ann@corp/run", "cannot read '/home/ann@corp/run'"),
      ("no 'http://u:s3cret@h/'", "http://u:s3cret@h/", "no 'http://h/'"),
      ("no 'u:s3cret@h'", "u:s3cret@h", "no 'h'"),
      ("no 'http://u:s3cret%40ho st/'", "http://u:s3cret%40ho st/", "no 'http://ho st/'"),
      ("no 'http://h/?token=s3cret'", "http://h/?token=s3cret", "no 'http://h/?token=***'"),
      ("no value of '--x=http://u:s3cret@h/'", "--x=http://u:s3cret@h/", "no value of '--x=http://h/'"),
      ("is 'http://u:s3cret@h/' wrong?", "--x=http://u:s3cret@h/", "is 'http://h/' wrong?"),
    ])
  func arguments(_ message: String, _ argument: String, _ shown: String) {
    #expect(Shown.message(message, quoting: ["run", argument]) == shown)
  }
}

@Suite("Mutations of URLs", .timeLimit(.minutes(10)))
struct URLMutationsTests {
  init() throws { try startCurl() }

  private static let samples = [
    "http://user:s3cret@host.example:8080/path?token=abc&page=2#top", "https://127.0.0.1:4711/page?delay=60s",
    "user:s3cret@localhost/", "http://[::1]:80/@x", "http://us%65r:s3cret@bücher.localhost", "http://h/?mail=a@b",
  ]

  @Test("never trap, and no password survives")
  func urls() {
    var mutations = Mutations(
      of: Self.samples, tokens: ["@", ":", "//", "://", "/", "?", "#", "[", "]", "http:", "\\", "%40", "s3cret@"],
      seed: 1)
    for _ in 0..<Mutations.count {
      let url = mutations.nextText()
      let shown = Shown.url(url)
      #expect(!hasPassword(shown), "\(url.debugDescription) is shown as \(shown.debugDescription)")
      // Nothing but the credentials and secret values is left out.
      if !["@", "%40", "＠", "="].contains(where: url.contains) { #expect(shown == url) }
      if let origin = Origin(url) {
        #expect(!origin.host.isEmpty && (0...65_535).contains(origin.port))
        #expect(!origin.isInLoopbackNetwork || origin.isLoopback)
      }
      _ = Shown.message(url)
    }
  }

  /// What stands before the `@` of an authority, found without libcurl.
  private func hasPassword(_ url: String) -> Bool {
    guard let start = url.firstRange(of: "://")?.upperBound else { return false }
    return url[start...].prefix { !"/?#&".contains($0) }.contains("@")
  }

  @Test("of all passwords, none is shown")
  func passwords() {
    var generator = SeededGenerator(seed: 2)
    let letters = Array("aZ09:@/?#%&=+ '\"\\[]é.")
    for _ in 0..<Mutations.count {
      let length = Int(generator.next() % 8)
      let password =
        "<" + String((0..<length).map { _ in letters[Int(generator.next() % UInt64(letters.count))] }) + ">"
      for url in ["http://user:\(password)@host/", "user:\(password)@host", "https://\(password)@host:80/x"] {
        #expect(!Shown.url(url).contains("<"), "\(url)")
        #expect(!Shown.message("cannot use '\(url)'").contains("<"), "\(url)")
      }
    }
  }
}

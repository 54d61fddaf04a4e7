import Curl
import Testing

@Suite("A URL's origin is what libcurl takes from it", .timeLimit(.minutes(1)))
struct OriginTests {
  init() throws { try startCurl() }

  @Test(
    "two ways to write one origin",
    arguments: [
      ("HTTP://ExAmple.com/a", "http://example.com:80/b?c"), ("https://example.com", "https://example.com:443/"),
      ("example.com/path", "http://example.com/"), ("example.com:8080", "http://example.com:8080/x"),
      ("http://user:word@example.com/", "http://example.com/"), ("http://127.1/", "http://127.0.0.1/"),
      ("http://[0:0:0:0:0:0:0:1]/", "http://[::1]:80/"), ("http://ex%61mple.com/", "http://example.com/"),
      ("http://example.com./", "http://example.com/"),
    ])
  func same(_ one: String, _ other: String) throws {
    #expect(try #require(Origin(one)) == #require(Origin(other)))
  }

  @Test(
    "two origins",
    arguments: [
      ("http://example.com/", "https://example.com/"), ("http://example.com/", "http://example.com:8080/"),
      ("http://example.com/", "http://example.org/"), ("https://example.com:80/", "http://example.com:80/"),
      ("http://a@b.test/", "http://b.test@a/"),
    ])
  func different(_ one: String, _ other: String) throws {
    #expect(try #require(Origin(one)) != #require(Origin(other)))
  }

  @Test(arguments: ["", "http://", "http://a b/", "http://[", "user:p@ss@host", "http://h:port/", "http://h\0/"])
  func noOrigin(_ url: String) { #expect(Origin(url) == nil) }

  @Test(
    "this machine",
    arguments: [
      "http://127.0.0.1/", "http://127.255.0.9:80/", "127.0.0.1", "localhost", "LOCALHOST:8080/x", "http://localhost./",
      "https://www.localhost/", "http://[::1]/", "http://127.1/", "http://2130706433/", "http://0x7f.1/",
      "http://www.shop.test@127.0.0.1/", "http://0.0.0.0/", "http://[::]/", "http://[::ffff:127.0.0.1]/",
      "http://[::ffff:7f00:1]/", "http://[::ffff:0.0.0.0]/",
    ])
  func loopback(_ url: String) throws { #expect(try #require(Origin(url)).isLoopback) }

  @Test(
    "other machines",
    arguments: [
      "http://127.shop.test/", "127.shop.test", "http://127.0.0.1.shop.test/", "http://localhost.shop.test/",
      "http://notlocalhost/", "http://128.0.0.1/", "http://127.0.0.1@shop.test/", "http://localhost@shop.test/",
      "http://shop.test/127.0.0.1", "http://shop.test/?://127.0.0.1", "http://[::2]/", "http://[::ffff:128.0.0.1]/",
      "http://0.0.0.1/", "http://[2001:db8::1]/",
    ])
  func elsewhere(_ url: String) throws { #expect(try !#require(Origin(url)).isLoopback) }

  @Test("an international name and its form in ASCII are one origin", .enabled(if: CurlGlobal.convertsNames))
  func international() throws {
    let origin = try #require(Origin("http://bücher.localhost/"))
    #expect(origin == Origin("http://xn--bcher-kva.localhost/"))
    #expect(origin.isLoopback)
  }
}

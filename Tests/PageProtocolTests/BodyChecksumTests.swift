import PageProtocol
import Testing

@Suite(.timeLimit(.minutes(1))) struct BodyChecksumTests {
  private func digest(_ pieces: [ArraySlice<UInt8>]) -> BodyDigest {
    var checksum = BodyChecksum()
    for piece in pieces { piece.withUnsafeBytes { checksum.update($0) } }
    return checksum.digest
  }

  private let body = PageText.bytes(61)

  @Test func doesNotDependOnThePieces() {
    let whole = digest([body[...]])
    #expect(whole.byteCount == 61)
    for first in 0...body.count {
      for second in first...body.count {
        #expect(digest([body[..<first], body[first..<second], body[second...]]) == whole)
      }
    }
    #expect(digest(body.indices.map { body[$0...$0] }) == whole)
  }

  @Test func everyByteMatters() {
    let whole = digest([body[...]])
    for place in body.indices {
      for bit in 0..<8 {
        var changed = body
        changed[place] ^= 1 << bit
        #expect(digest([changed[...]]).checksum != whole.checksum)
      }
    }
  }

  @Test func theOrderMatters() {
    let distinct = (0..<48).map { UInt8($0) }
    let whole = digest([distinct[...]])
    for first in distinct.indices {
      for second in distinct.indices where second > first {
        var swapped = distinct
        swapped.swapAt(first, second)
        #expect(digest([swapped[...]]).checksum != whole.checksum)
      }
    }
  }

  @Test func theLengthMatters() {
    let digests = (0...40).map { digest([[UInt8](repeating: 0, count: $0)[...]]) }
    #expect(Set(digests).count == digests.count)
  }

  @Test func aDigestInBetweenChangesNothing() {
    var checksum = BodyChecksum()
    body[..<5].withUnsafeBytes { checksum.update($0) }
    _ = checksum.digest
    body[5...].withUnsafeBytes { checksum.update($0) }
    #expect(checksum.digest == digest([body[...]]))
  }
}

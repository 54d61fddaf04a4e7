import Curl
import PageProtocol

/// Reads a body and keeps only its length and checksum: what a page costs should be the fetching, not the keeping.
final class ChecksumReceiver: BodyReceiver {
  private var checksum = BodyChecksum()

  var digest: BodyDigest { checksum.digest }

  func receive(_ bytes: UnsafeRawBufferPointer) { checksum.update(bytes) }

  func reset() { checksum = BodyChecksum() }
}

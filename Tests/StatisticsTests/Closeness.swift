/// Whether a result is the reference figure to nine digits.
///
/// A figure of zero is only met to 10⁻⁹ itself: what is left of a cancellation has no digits to compare.
func isClose(_ result: Double?, _ figure: Double?) -> Bool {
  switch (result, figure) {
  case (nil, nil): true
  case (let result?, let figure?): (result - figure).magnitude <= 1e-9 * (figure == 0 ? 1 : figure.magnitude)
  default: false
  }
}

# Puts the name of each line of a chart beside the line's end, so that it needs no legend.
#
# In pixels from a panel's left edge and top. The caller fills, per line, line_points[line], line_x[line, i],
# line_y[line, i] (i from 1, left to right) and line_name[line], then calls place_labels(lines, last_x, height), which
# sets label_x[line], label_y[line] and label_side[line] (1: the name starts there; -1: it ends there).

# Names at `last_x`, the right edge of the data, stand level with their ends and are then pushed apart; the others go
# where there is room.
function place_labels(lines, last_x, height,   line, placed) {
  for (line = 1; line <= lines; line++) {
    if (!line_points[line]) continue
    label_side[line] = 1
    label_x[line] = end_x(line) + 22
    label_y[line] = end_y(line)
    label_width[line] = 12 + 8.7 * length(line_name[line])
  }
  for (line = 1; line <= lines; line++)
    if (line_points[line] && end_x(line) < last_x - 1) find_room(line, lines, height)
  push_labels_apart(lines, height)
}

function end_x(line) { return line_x[line, line_points[line]] }
function end_y(line) { return line_y[line, line_points[line]] }
function label_left(line) { return label_side[line] > 0 ? label_x[line] : label_x[line] - label_width[line] }
function distance(a, b) { return a > b ? a - b : b - a }

# The place, on either side and up to 200 pixels above or below, that costs least: other lines that run through it, and
# distance; never on a name that already has its place.
function find_room(line, lines, height,   side, shift, left, at, cost, least, best_side, best_shift) {
  least = 1e9
  best_side = 1
  for (side = 1; side >= -1; side -= 2) {
    left = side > 0 ? end_x(line) + 22 : end_x(line) - 22 - label_width[line]
    for (shift = -200; shift <= 200; shift += 5) {
      at = end_y(line) + shift
      if (at < 10 || at > height - 10 || left < 0 || is_taken(line, left, at)) continue
      cost = 60 * lines_through(line, lines, left, left + label_width[line], at) + distance(shift, 0)
      if (side < 0) cost += 10
      if (cost < least) {
        least = cost
        best_side = side
        best_shift = shift
      }
    }
  }
  label_side[line] = best_side
  label_x[line] = end_x(line) + best_side * 22
  label_y[line] += best_shift
}

# Whether the name of a line before this one stands there.
function is_taken(line, left, at,   other) {
  for (other = 1; other < line; other++)
    if (line_points[other] && distance(label_y[other], at) < 19 \
        && left < label_left(other) + label_width[other] && label_left(other) < left + label_width[line]) return 1
  return 0
}

# How many of the other lines run through the box from `left` to `right`, 20 pixels high around `at`.
function lines_through(but, lines, left, right, at,   line, i, x, y, crosses, through) {
  for (line = 1; line <= lines; line++) {
    if (line == but) continue
    crosses = 0
    for (i = 2; i <= line_points[line]; i++) {
      for (x = left; x <= right; x += 4) {
        if (x < line_x[line, i - 1] || x > line_x[line, i]) continue
        y = line_y[line, i - 1] + (line_y[line, i] - line_y[line, i - 1]) * (x - line_x[line, i - 1]) \
          / (line_x[line, i] - line_x[line, i - 1])
        if (distance(y, at) < 10) crosses = 1
      }
    }
    through += crosses
  }
  return through
}

# Moves names that lie on each other, each by half of what they overlap, until none do.
function push_labels_apart(lines, height,   moved, round, a, b, overlap, upper) {
  for (moved = 1; moved && ++round < 5000; ) {
    moved = 0
    for (a = 1; a <= lines; a++) {
      if (!line_points[a]) continue
      for (b = a + 1; b <= lines; b++) {
        if (!line_points[b]) continue
        if (label_left(a) > label_left(b) + label_width[b] || label_left(b) > label_left(a) + label_width[a]) continue
        overlap = 19 - distance(label_y[a], label_y[b])
        if (overlap < 0.01) continue
        moved = 1
        # Ends that lie on each other keep the order of the tables.
        upper = end_y(a) > end_y(b) ? b : a
        label_y[upper] -= overlap / 2
        label_y[a + b - upper] += overlap / 2
      }
      if (label_y[a] < 10) label_y[a] = 10
      if (label_y[a] > height - 10) label_y[a] = height - 10
    }
  }
}

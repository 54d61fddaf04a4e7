# Charts that are panels above and beside each other: along x what is varied, logarithmic; a line a series, with whiskers;
# what was predicted behind it in thin grey. panels.gp draws them. Goes with figures.awk.
#
# A series goes by a rank, whose colour and point it has (a strategy's, as a rule), and by series_name[rank].
#
#   points.tsv       panel, rank, x, median, lowest, highest, 1 if it is a lower bound; series side by side, not on each other
#   predictions.tsv  panel, x, y; a blank line between curves
#   rules.tsv        panel, x, y, x, y, text, 1 if the text stands beside the right end; below it otherwise
#   fits.tsv         panel, rank, x, y: curves fitted to the points
#   notes.tsv        x and y in pixels, text, 1 if it is a warning

# Opens a panel: its place in pixels, and what its values are, unit included. Its y axis is logarithmic or, with
# `linear`, starts at 0.
function open_panel(number, name, left, top, width, height, linear) {
  panels = maximum(panels, number)
  grid_name[number] = name
  grid_left[number] = left
  grid_top[number] = top
  grid_width[number] = width
  grid_height[number] = height
  grid_linear[number] = linear != ""
}

# Draws the samples under a key, each times `scale`; on a logarithmic axis nothing below `floor`. From `bound` on, if there
# is one, a value says only that it was no less.
function mark(number, rank, x, key, scale, floor, bound) {
  if (!(key in samples)) return
  count_blocks(samples[key])
  place(number, rank, x, maximum(floor, median(key) * scale), maximum(floor, low(key) * scale), \
    maximum(floor, high(key) * scale), bound != "" && median(key) * scale >= bound)
}

# A point of a series, with the ends of its whisker.
function place(number, rank, x, middle, lowest, highest, is_bound) {
  seen_rank[rank] = 1
  line[number, rank] = line[number, rank] number "\t" rank "\t" x "\t" middle "\t" lowest "\t" highest "\t" \
    is_bound + 0 "\n"
  if (is_bound) reach(number, x, highest * 2)
  reach(number, x, lowest)
  reach(number, x, highest)
}

# A point of a predicted curve. Call end_of_curve after its last.
function predict(number, x, y) {
  curve = curve number "\t" x "\t" y "\n"
  reach(number, x, y)
}

# Curves that are the same are drawn once.
function end_of_curve() {
  if (curve != "" && !(curve in drawn_curve)) print curve "\n" > "predictions.tsv"
  drawn_curve[curve] = 1
  curve = ""
}

# A point of a curve that was fitted to a series.
function fit(number, rank, x, y) {
  fitted[number, rank] = fitted[number, rank] number "\t" rank "\t" x "\t" y "\n"
}

# A text at a place in pixels.
function note(x, y, text, warning) {
  print x "\t" y "\t" plain(text) "\t" warning + 0 > "notes.tsv"
}

# Names the places along x, in all panels, instead of powers of ten: name_places(count, x, names).
function name_places(count, x, names,   i) {
  declare("x_tics", count)
  declare("x_tic_names", count)
  for (i = 1; i <= count; i++) {
    assign("x_tics[" i "]", x[i])
    assign_text("x_tic_names[" i "]", names[i])
  }
}

# A dashed line from one point to another, and what it is, which is said below its right end or `beside` it.
function rule(number, x1, y1, x2, y2, text, beside) {
  print number "\t" x1 "\t" y1 "\t" x2 "\t" y2 "\t" plain(text) "\t" (beside != "") > "rules.tsv"
  reach(number, x1, y1)
  reach(number, x2, y2)
}

function reach(number, x, y) {
  if (!(number in x_low) || x < x_low[number]) x_low[number] = x
  if (!(number in x_high) || x > x_high[number]) x_high[number] = x
  if (!(number in y_low) || y < y_low[number]) y_low[number] = y
  if (!(number in y_high) || y > y_high[number]) y_high[number] = y
}

# The members of a set, ascending, as list[1…]; how many they are.
function ascending(set, list,   member, i, count) {
  for (member in set) {
    for (i = count++; i >= 1 && list[i] > member + 0; i--) list[i + 1] = list[i]
    list[i + 1] = member + 0
  }
  return count + 0
}

# Writes the layout; call it last. `x_name` is what is varied, said below the lowest panel of each column and
# below any that has its own x_name_of; `bottom` is the pixels below the panels.
function write_grid(x_name, bottom,   number, rank, height, names, i) {
  printf "" > "predictions.tsv"
  printf "" > "fits.tsv"
  printf "" > "notes.tsv"
  # gnuplot 5.4 crashes on labels from a file of a single line.
  print "" > "rules.tsv"
  assign("panels", panels)
  assign("width", 1120)
  split("left top width height linear x_low x_high y_low y_high", names, " ")
  for (i = 1; i in names; i++) declare((i < 6 ? "grid_" : "") names[i], panels)
  declare("grid_name", panels)
  declare("grid_x_name", panels)
  for (number = 1; number <= panels; number++) {
    # A line's points follow each other: gnuplot breaks it at any other between them.
    for (rank = 1; rank <= 14; rank++) printf "%s", line[number, rank] > "points.tsv"
    for (rank = 1; rank <= 14; rank++) if ((number, rank) in fitted) print fitted[number, rank] "\n" > "fits.tsv"
    height = maximum(height, grid_top[number] + grid_height[number])
    assign_text("grid_name[" number "]", grid_name[number])
    assign_text("grid_x_name[" number "]", number in x_name_of ? x_name_of[number] : is_lowest(number) ? x_name : "")
    assign("grid_left[" number "]", grid_left[number])
    assign("grid_top[" number "]", grid_top[number])
    assign("grid_width[" number "]", grid_width[number])
    assign("grid_height[" number "]", grid_height[number])
    assign("grid_linear[" number "]", grid_linear[number] + 0)
    if (!(number in x_low)) reach(number, 1, 1)
    assign("x_low[" number "]", x_low[number])
    assign("x_high[" number "]", x_high[number])
    assign("y_low[" number "]", grid_linear[number] ? 0 : y_low[number] / 1.3)
    assign("y_high[" number "]", grid_linear[number] ? y_high[number] * 1.1 + (y_high[number] == 0) : y_high[number] * 1.4)
  }
  assign("height", height + bottom)
  write_legend()
  write_slots(seen_rank, 14)
}

function is_lowest(number,   other) {
  for (other = 1; other <= panels; other++)
    if (grid_left[other] == grid_left[number] && grid_top[other] > grid_top[number]) return 0
  return 1
}

# A row of names below the subtitle, each beside its point.
function write_legend(   rank, count, at) {
  at = 34
  for (rank = 1; rank <= 14; rank++) {
    if (!(rank in seen_rank)) continue
    print rank "\t" at "\t" plain(series_name[rank]) > "legend.tsv"
    at += 44 + 8.4 * length(series_name[rank])
  }
}

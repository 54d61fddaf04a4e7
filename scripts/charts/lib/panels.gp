# Draws what panels.awk laid out. A chart that wants it has as its own script: load 'panels.gp'.

set grid xtics ytics lt 1 lc rgb pale lw 0.6 back
set bars 0.6
set style textbox opaque noborder margins 0.2, 0.2
is_tic(value, low, high) = value >= low * 0.999 && value <= high * 1.001
# 1, 10, 100, 1,000, 10,000, then powers.
decade(power) = power < 0 ? sprintf('%g', 10.0**power) : power < 5 ? grouped(10**power) : sprintf('%d million', 10**(power - 6))
decade_of(power) = power == 5 ? '100,000' : decade(power)

# Linear axes have some four steps of 1, 2 or 5 times a power of ten.
power_below(value) = 10.0**floor(log10(value))
round_step(value) = value <= power_below(value) ? power_below(value) \
  : value <= 2 * power_below(value) ? 2 * power_below(value) : value <= 5 * power_below(value) ? 5 * power_below(value) : 10 * power_below(value)
# Series that stand side by side, in shares of the axis.
aside(x, rank) = x * (x_high[panel] / x_low[panel]) ** (0.006 * slot[int(rank)])
at_rank(rank, x) = column(1) == panel && column(2) == rank ? aside(column(x), rank) : NaN

set multiplot
do for [panel = 1:panels] {
  left = grid_left[panel]
  top = grid_top[panel]
  set lmargin at screen from_left(left)
  set rmargin at screen from_left(left + grid_width[panel])
  set tmargin at screen from_top(top)
  set bmargin at screen from_top(top + grid_height[panel])
  margin = (x_high[panel] / x_low[panel]) ** 0.03
  if (margin == 1) { margin = 2.0 }
  unset logscale
  set logscale x
  set xrange [x_low[panel] / margin : x_high[panel] * margin]
  set yrange [y_low[panel] : y_high[panel]]
  set xtics () font small_font
  if (exists('x_tics')) {
    do for [place = 1:|x_tics|] { set xtics add (x_tic_names[place] x_tics[place]) }
  } else {
    do for [power = -3:7] {
      if (is_tic(10.0**power, x_low[panel] / margin, x_high[panel] * margin)) {
        set xtics add (decade_of(power) 10.0**power)
      }
    }
  }
  if (grid_linear[panel]) {
    set ytics () font small_font
    step = round_step(y_high[panel] / (grid_height[panel] < 200 ? 6 : 9))
    do for [tic = 0:10] {
      if (tic * step <= y_high[panel]) { set ytics add (step < 1 ? sprintf('%g', tic * step) : grouped(int(tic * step + 0.5)) tic * step) }
    }
  } else {
    set logscale y
    set ytics () font small_font
    # In a panel of few decades, the halves and fifths of a decade, too.
    digits = log10(y_high[panel] / y_low[panel]) < 2.5 ? '1 2 5' : '1'
    do for [power = -6:9] {
      do for [digit in digits] {
        tic = digit * 10.0**power
        if (is_tic(tic, y_low[panel], y_high[panel])) { set ytics add (tic < 1000 ? sprintf('%g', tic) : grouped(int(tic)) tic) }
      }
    }
  }
  if (grid_x_name[panel] ne '') { set xlabel grid_x_name[panel] font text_font offset 0, 0.2 } else { unset xlabel }
  set label 1 grid_name[panel] at screen from_left(left), from_top(top - 12) left font text_font textcolor rgb black

  # From a lower bound an arrow of so many pixels points upwards.
  upwards = grid_linear[panel] ? 1 : (y_high[panel] / y_low[panel]) ** (14.0 / grid_height[panel])
  plot 'predictions.tsv' using ($1 == panel ? $2 : NaN):3 with lines lc rgb '#b0b0b0' lw 3, \
    'rules.tsv' using ($1 == panel ? $2 : NaN):3:($4 - $2):($5 - $3) with vectors nohead dashtype 2 lc rgb ink lw 1.2, \
    for [rank = 1:14] 'fits.tsv' using ($1 == panel && $2 == rank ? $3 : NaN):4 \
      with lines dashtype 3 lc rgb colour_of_strategy(rank) lw 1.4, \
    for [rank = 1:14] 'points.tsv' using (at_rank(rank, 3)):4 \
      with lines lc rgb colour_of_strategy(rank) dashtype dash_of_strategy(rank) lw 1.6, \
    for [rank = 1:14] '' using (at_rank(rank, 3)):4:5:6 \
      with yerrorbars lc rgb colour_of_strategy(rank) pt shape_of_strategy(rank) ps 0.85 lw 1.2, \
    for [rank = 1:14] '' using ($7 == 1 ? at_rank(rank, 3) : NaN):4:(0):($4 * upwards - $4) \
      with vectors head filled size screen 0.006, 25 lc rgb colour_of_strategy(rank) lw 1.4, \
    'rules.tsv' using ($1 == panel && $7 == 0 ? $4 : NaN):5:6 with labels right boxed offset -0.2, -0.62 font small_font tc rgb ink, \
    '' using ($1 == panel && $7 == 1 ? $4 : NaN):5:6 with labels left offset 0.4, 0 font small_font tc rgb ink
  unset label 101; unset label 102; unset label 103; unset label 104; unset label 105; unset label 106
}

# The legend, in pixels.
set lmargin at screen 0; set rmargin at screen 1; set tmargin at screen 1; set bmargin at screen 0
unset logscale; unset xtics; unset ytics; unset xlabel; unset label 1; unset grid
set xrange [0:width]
set yrange [height:0]
plot for [rank = 1:14] 'legend.tsv' using ($1 == rank ? $2 : NaN):(86) \
    with points lc rgb colour_of_strategy(rank) pt shape_of_strategy(rank) ps 1.1 lw 1.4, \
  '' using ($2 + 12):(86):3 with labels left font small_font tc rgb ink, \
  'notes.tsv' using 1:2:($4 == 0 ? stringcolumn(3) : '') with labels left font small_font tc rgb ink, \
  '' using 1:2:($4 == 1 ? stringcolumn(3) : '') with labels left font small_font tc rgb vermilion
unset multiplot

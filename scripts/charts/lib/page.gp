# The page of a chart: its texts, its key, and how its panels lie. A chart has set `experiment`, `title`, `caption`,
# `height` and, unless it is one panel, how many lie `down` and `across`; after this it draws them, a plot each.

if (!exists('machine')) { load 'facts.gp' }
if (!exists('down')) { down = 1 }
if (!exists('across')) { across = 1 }
if (!exists('group')) { group = '' }
# Pixels at the left of the panels, at their right for the key, which is above them if that is 0, above and between.
if (!exists('left')) { left = 96 }
if (!exists('right')) { right = any_ended ? 400 : 310 }
if (!exists('top')) { top = 136 }
if (!exists('gap')) { gap = 84 }
if (!exists('apart')) { apart = 70 }
if (!exists('points')) { points = 'Points: median of the blocks; whiskers: lowest and highest block.' }
texts = ''; line = ''; under = 21
do for [part in caption.' '.points] {
  if (strlen(line.part) > 138) { texts = texts.line."\n"; line = ''; under = under + 21 }
  line = line.part.' '
}

set multiplot layout down, across margins from_left(left), from_left(width - (right > 0 ? right : 24)), \
  from_top(height - under - 68), from_top(top) spacing from_left(apart), gap / real(height)

# The texts, in a plot of nothing else; the first panel takes its place.
blocks = fewest < most ? sprintf('%d to %d blocks', fewest, most) : sprintf('%d block%s', most, most == 1 ? '' : 's')
set label 101 title at screen from_left(24), from_top(34) left font title_font textcolor rgb '#000000'
set label 102 machine.'; '.blocks at screen from_left(24), from_top(60) left font small_font textcolor rgb grey
set label 103 texts.line at screen from_left(24), from_top(height - under + 4) left font small_font textcolor rgb grey
# What a chart must say whose claim needs more cores than the machine has.
if (exists('computes') && cores > 0 && cores < 4) {
  set label 104 sprintf('Only %d usable cores: fewer than 4 are too few for a claim about machines in general.', \
    cores) at screen from_left(24), from_top(82) left font small_font textcolor rgb vermilion
}
unset key; unset xtics; unset ytics; unset grid
plot [0:1] [0:1] NaN
unset label
set multiplot previous
@usual
set label 1 '' at graph 0, 1 left offset 0, 0.85 font text_font textcolor rgb '#000000'
set xlabel '' font text_font offset 0, 0.2
if (right > 0) {
  set key at screen from_left(width - right + 24), screen from_top(112) left top Left reverse vertical samplen 2 \
    spacing 1.25 font small_font textcolor rgb ink
} else {
  set key at screen from_left(left - 30), screen from_top(96) left top Left reverse vertical samplen 2 maxrows 2 \
    font small_font textcolor rgb ink
}
panel = 0

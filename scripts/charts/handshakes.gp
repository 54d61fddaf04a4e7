# handshakes: TLS handshakes per second, and what each costs, against the number in flight.

experiment = 'handshakes'
title = 'A fresh TLS connection for each page: what do handshakes cost?'
height = 1120
down = 3
computes = 1
load 'facts.gp'
caption = sprintf("Predicted: what the client's cores, the server's and both together can do, from the cost of a handshake%s.\n".\
  "Below 4 cores client and server share them. Points: median of the blocks; whiskers: lowest and highest block.", \
  client_handshake > 0 ? sprintf(" as measured\nbefore the first block: %.2f ms of a core for the client, %.2f ms for the server", client_handshake * 1e3, \
  server_handshake * 1e3) : '')
load 'page.gp'

x_name = 'handshakes in flight, the limit c'
at_loads = 1
linear = 1
metric = 'throughput'; name = 'Handshakes per second'
load 'panel.gp'
metric = 'cpu_per_unit'; unit = 1e3; name = 'CPU per handshake, client only (ms)'
load 'panel.gp'
metric = 'cores_used'; unit = 1; name = 'Cores that the client uses'
load 'panel.gp'

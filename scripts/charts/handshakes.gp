# handshakes: TLS handshakes per second, and what each costs, against the number in flight.

experiment = 'handshakes'
title = 'A fresh TLS connection for each page: what do handshakes cost?'
height = 1120; down = 3; computes = 1
load 'facts.gp'
caption = "Predicted: what the cores of client and server can do; below 4 cores they share them. ".\
  (client_handshake > 0 ? sprintf("A handshake was measured before the first block to take %.2f ms of a core of the ".\
  'client and %.2f ms of the server.', client_handshake * 1e3, server_handshake * 1e3) : '')
load 'page.gp'

x_name = 'handshakes in flight, the limit c'
at_loads = 1; linear = 1
metric = 'throughput'; name = 'Handshakes per second'
load 'panel.gp'
metric = 'cpu_per_unit'; unit = 1e3; name = 'CPU per handshake, client only (ms)'
load 'panel.gp'
metric = 'cores_used'; unit = 1; name = 'Cores that the client uses'
load 'panel.gp'

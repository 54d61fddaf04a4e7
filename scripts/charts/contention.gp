load 'panels.gp'

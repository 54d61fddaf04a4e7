// Performers

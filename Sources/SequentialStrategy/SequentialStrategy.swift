// SequentialStrategy

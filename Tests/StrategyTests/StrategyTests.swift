// StrategyTests

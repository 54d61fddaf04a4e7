// TrialTests

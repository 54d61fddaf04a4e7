// PerformersTests

// WorkloadTests

// PageServerTests

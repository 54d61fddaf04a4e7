// StructuredStrategy

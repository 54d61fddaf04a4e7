// DispatchStrategy

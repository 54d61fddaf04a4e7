// CallbackStrategy

// ThreadStrategy

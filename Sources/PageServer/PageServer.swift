// PageServer

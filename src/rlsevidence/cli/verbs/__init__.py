"""Every verb of the command line with its arguments and help, a module for each group of them."""

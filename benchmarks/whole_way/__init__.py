"""The whole way at any size: source files in, directory and exports out, measured station by station."""

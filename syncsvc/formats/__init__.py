"""Read and write: text and bytes to fields, both ways; pure."""

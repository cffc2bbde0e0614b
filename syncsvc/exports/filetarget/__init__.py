"""Files delivered whole: staged, renamed into place, remembered, and kept in their previous versions."""

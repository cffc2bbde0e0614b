"""How fast vCards are read and written, beside vobject in the same run."""

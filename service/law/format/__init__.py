"""The format of the documents: `hashlevy.schedule/1` and `hashlevy.version/1`, from bytes to values."""

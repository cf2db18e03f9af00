"""What the shipped documents promise as a whole: nothing left out, nothing surer than its source."""

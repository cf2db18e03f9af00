"""
What is looked at before a version becomes law here: cliffs, boundaries, its own tests, and what they would not notice.

Pure, like the kernel: a report is a value of the version and of those known beside it.
"""

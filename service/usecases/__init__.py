"""The use cases: one module a verb; they join law, kernel, store and audit, and know no HTTP."""

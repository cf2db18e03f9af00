"""What is proven about the repository before its tests run: `./run check [name ...]`."""

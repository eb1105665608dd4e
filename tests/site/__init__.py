"""What the tests of the built site share: reading it, building it elsewhere."""

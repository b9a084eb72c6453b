"""Two runs side by side: what changed from one to the other, by how much, how sure, and on which pages."""

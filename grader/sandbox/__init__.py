"""Runs student code in processes of its own and brings back evidence; it is never given a want."""

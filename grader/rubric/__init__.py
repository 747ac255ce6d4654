"""What an instructor edits: the rubric's schema and its loading."""

"""Stage 7: what only the text can tell: promises, problems, adoption, reuse, words, form."""

"""The five pages of the story, one for each stage, as notebooks 01 to 05 show them."""

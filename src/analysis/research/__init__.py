"""What a researcher asks of a study in cells of their own: frames in, frames out."""

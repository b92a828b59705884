"""Named steps that bring cells to their standard form before judging, and who confirmed them."""

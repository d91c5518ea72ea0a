"""Pure functions on frames: frames in, new frames out, no file and no screen."""

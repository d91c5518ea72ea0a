"""Read claims in prose: mentions, patterns over mentions, context, and a verdict for each claim."""

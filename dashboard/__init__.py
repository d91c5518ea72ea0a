"""The screen: pages on Streamlit over what `indicators` computes. Nothing here does statistics."""

"""The dashboard beside a bare Streamlit page, measured in one run: `make bench`. No test depends on it."""

"""Read which session a browser comes back to."""


def session_before(protocols: str) -> str | None:
    """Return the session that a websocket asks to resume; None for a new reader.

    Streamlit's browser side names it third in the header Sec-WebSocket-Protocol.
    """
    parts = [part.strip() for part in protocols.split(",")]
    return parts[2] if len(parts) > 2 and parts[2] else None

"""Answer each question once for the command line, the API and Python: columns, records and notes.

Every function takes an open snapshot and plain values, and returns an `Answer` or raises `QuestionError`.
"""

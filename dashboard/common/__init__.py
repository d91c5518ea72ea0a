"""Share modules between pages, by subject. A page imports from here and never from another page.

- a page: `page` (the record), `address` (choices), `state`, `exhibit`, `files` (addresses of files)
- figures: `snapshot`, `caching`, `cache`, `frames`, `outlines`, `series`
- words and looks: `text`, `event_words`, `palette`, `figure`, `event_strip`
- on the screen: `navigation`, `widgets`, `as_of`, `chart_card`, `downloads`, `follow`, `notices`, `tables`,
  `verdicts`; `responses` for files
"""

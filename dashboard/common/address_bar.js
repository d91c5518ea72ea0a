// Add the choices of a page that opened without parameters to its own entry of the browser's history. Streamlit
// would add a second entry, so that the first Back stays on the page, and under the path of the page before.

export default function ({ data }) {
  const { pathname, search } = window.location;
  const last = pathname.split("/").pop();
  const path = data.paths.includes(last) ? last : "";
  const named = new URLSearchParams(search);
  const written = new URLSearchParams(data.query);
  if (path !== data.path || [...written.keys()].some((name) => named.has(name))) return;
  if (data.query) {
    window.history.replaceState(window.history.state, "", `${pathname}?${[data.query, search.slice(1)].filter(Boolean).join("&")}`);
  }
}
